"""Headings under which a paper says nothing of its science, in whatever format it comes."""

import re

_ALONE = r"(?=\s*(?:$|[,;:.&/(–—-]|(?:and|or|statements?)\b))"
"""After a name that, with more words behind it, may head a section of science ("Disclosure of HIV status")."""
NOT_EVIDENCE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:"
    r"acknowledge?ments?\b|author information\b|publisher['’]s note\b|peer[- ]review information\b"
    r"|funding\b|sources? of (?:funding|(?:financial )?support)\b|role of (?:the )?(?:funding|funders?|sponsors?)\b"
    rf"|(?:financial|grant|funding) support{_ALONE}|financial disclosures?\b|disclosures?{_ALONE}"
    r"|author['’]?s?['’]? contributions?\b|credit (?:author(?:ship)?|contributions?|statement)\b"
    r"|(?:disclosures? of )?(?:potential )?(?:competing|conflicts? of|conflicting) (?:financial )?interests?\b"
    r"|declarations? of (?:any )?(?:potential )?(?:ai|competing|conflicts?|financial|generative|interests?)\b"
    rf"|ethic(?:s|al) (?:approvals?|statements?)\b|institutional review board statement\b|informed consent{_ALONE}"
    r"|consent (?:for publication|to publish)\b"
    r")",
    re.IGNORECASE,
)
"""To be matched at the start of a heading: thanks, money, interests, ethics. Where the data are is of the science."""
SUPPLEMENT = re.compile(r"(supplement\w*|supporting|additional) (information|materials?|files?|data)\b", re.IGNORECASE)
"""Likewise: mostly a list of files."""
