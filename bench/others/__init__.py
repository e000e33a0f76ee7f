"""What the comparison needs inside the environments of other programs; never imported by dondoc."""
