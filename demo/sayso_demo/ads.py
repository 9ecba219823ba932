"""The ad exchange's stock. All advertisers are invented."""

from __future__ import annotations

_BY_TOPIC = {
    "maritime": (
        "Norderny Rope Works",
        "Lines that hold in ice",
        "Splice-tested to minus forty.",
        "sea",
    ),
    "shipbuilding": (
        "Halden Welding School",
        "Certified overhead in 14 weeks",
        "Evening classes in Port Anselm.",
        "ember",
    ),
    "aviation": ("Altimer", "Instruments for thin air", "Barometers since 1911.", "sky"),
    "space": ("Perigee Print", "The night sky, on paper", "Star charts to order.", "night"),
    "public-services": (
        "Plainform",
        "Ask less, learn more",
        "Form design for town halls.",
        "leaf",
    ),
    "transit": ("Tinker & Bell", "Brass bells, properly loud", "For stops and schools.", "ember"),
    "data": ("Boxwood", "Shelves for what stays paper", "Acid-free since 1968.", "leaf"),
    "water": ("Clearline", "Gaskets that outlive pipes", "Sampled free for utilities.", "sea"),
}
_GENERAL = (
    "Quiet Corner Coffee",
    "Read with something warm",
    "Beans roasted every Tuesday.",
    "ember",
)


def contextual_ad(topic: str) -> dict[str, str]:
    """Return an ad that fits *topic*; a topic without one gets the general ad."""
    return {"kind": "contextual", **_ad(_BY_TOPIC.get(topic, _GENERAL)), "because": topic}


def personal_ad(topic: str, uid: str) -> dict[str, str]:
    """Return an ad for the browser that Brightlane knows as *uid*."""
    brand, _, _, theme = _BY_TOPIC.get(topic, _GENERAL)
    stock = (brand, "Still thinking it over?", "You looked at our catalog. Come back.", theme)
    return {"kind": "personal", **_ad(stock), "because": uid[:6]}


def _ad(stock: tuple[str, str, str, str]) -> dict[str, str]:
    brand, headline, text, theme = stock
    return {"brand": brand, "headline": headline, "text": text, "theme": theme}
