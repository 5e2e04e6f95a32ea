"""Where a person may be sent after signing in: to a path of this site, whatever was asked for."""

from urllib.parse import urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from auth.guards import safe_next

SITE = "https://app.example.com/login"


@given(st.text(alphabet=st.sampled_from(list("/\\:.@?#%ahtps \t\r\n\x00")), max_size=30))
def test_next_is_always_a_path(target: str) -> None:
    found = safe_next(target)

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert "\\" not in found
    assert urlsplit(urljoin(SITE, found)).netloc == "app.example.com"
