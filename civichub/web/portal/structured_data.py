"""A service for machines that read pages: schema.org's GovernmentService."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from civichub.web.portal.offers import Offer

# Inside a script element only these could end it or begin a comment.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def service_as_json_ld(service: Any, offer: Offer, channels: list[Any], *, page_url: str) -> SafeString:
    """The content of an ``application/ld+json`` script element, escaped for it."""
    organisation = offer.answer.organisation
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": service.title,
        "description": service.summary or service.title,
        "url": page_url,
        "availableChannel": [{"@type": "ServiceChannel", "serviceUrl": page_url}],
    }
    if service.source_uri:
        found["sameAs"] = service.source_uri
    if organisation is not None:
        operator = {"@type": "GovernmentOrganization", "name": organisation.name}
        operator |= {
            key: value for key, value in (("telephone", organisation.phone), ("email", organisation.email)) if value
        }
        found["serviceOperator"] = operator
        found["areaServed"] = {"@type": "AdministrativeArea", "name": organisation.name}
        if organisation.phone:
            phone = {"@type": "ContactPoint", "telephone": organisation.phone}
            found["availableChannel"].append({"@type": "ServiceChannel", "servicePhone": phone})
    places = [cell.site for cell in channels if cell.site is not None]
    found["availableChannel"] += [
        {"@type": "ServiceChannel", "serviceLocation": {"@type": "Place", "name": site.name}} for site in places
    ]
    return mark_safe(json.dumps(found, ensure_ascii=False).translate(_ESCAPED))
