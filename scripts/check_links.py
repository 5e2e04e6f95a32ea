"""Checks that every relative link of the project's Markdown files leads to a file and a heading that exist."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The names that headings get when they are shown on the web."""
    titles = re.findall(r"^#{1,6} +(.+?) *$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def find_broken(document: Path) -> list[str]:
    """The links of a document that lead nowhere."""
    broken = []
    for link in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            broken.append(link)
    return broken


def main() -> int:
    """Print every broken link with its document."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    documents = [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    problems = [f"{path.relative_to(ROOT)}: {link}" for path in documents for link in find_broken(path)]
    print("\n".join(problems) or f"{len(documents)} documents, every link leads somewhere.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
