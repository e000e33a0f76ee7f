"""Chứng thư: what is said when a server's certificate cannot be believed. For mail out and mail in."""

import ssl


def untrusted(host: str, error: ssl.SSLCertVerificationError) -> str:
    """Cause and remedy. An office's own CA is trusted by OpenSSL's own variable, SSL_CERT_FILE."""
    return (
        f"{host} đưa ra chứng thư không tin được ({error.verify_message}). Sửa tên máy chủ cho đúng với chứng thư; "
        "nếu chứng thư do cơ quan tự cấp, chỉ tệp chứng thư gốc (PEM) bằng biến SSL_CERT_FILE"
    )
