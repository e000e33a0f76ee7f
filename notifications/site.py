"""What messages need to know of the site (nơi gửi), besides the store."""

from typing import NamedTuple

from directive.policy import Policy, load_policy
from directive.settings import Settings


class Site(NamedTuple):
    """What a sweep needs to know of the site, besides the store."""

    policy: Policy
    secret: bytes
    public_url: str
    office_name: str
    mail_domain: str
    assumed: bool = False


def site_of(settings: Settings, secret: bytes) -> Site:
    """The site as its settings say."""
    host = settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return Site(
        policy=load_policy(settings.policy_file),
        secret=secret,
        public_url=settings.public_url,
        office_name=settings.office_name,
        mail_domain=host or "dondoc.invalid",
        assumed=settings.today is not None,
    )
