"""What a planted fault is, and how it gets into a copy of the project."""

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".*", "__pycache__", "build", "node_modules")


@dataclass(frozen=True)
class Fault:
    """`old` stands exactly once in `file`; with `new` in its place, one of `tests` must fail.

    `file` and `tests` are written from the project's folder; `tests` as pytest takes them.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def text(self, folder: Path = ROOT) -> str:
        """What stands in the file of a project that lies in `folder`."""
        return (folder / self.file).read_text(encoding="utf-8")

    def planted(self, folder: Path = ROOT) -> str:
        """That text with the fault in it. ValueError where `old` is not there exactly once."""
        text = self.text(folder)
        found = text.count(self.old)
        if found != 1:
            raise ValueError(f"{self.name}: in {self.file}, `old` stands {found} times, not once")
        return text.replace(self.old, self.new)

    def plant(self, folder: Path) -> None:
        """Write it into a copy."""
        (folder / self.file).write_text(self.planted(folder), encoding="utf-8")


def copy(folder: Path) -> None:
    """The project in another folder, without what is made or hidden there, but for GitHub's."""
    shutil.copytree(ROOT, folder, ignore=_left_out, symlinks=True)


def _left_out(folder: str, names: list[str]) -> set[str]:
    kept = {".github", ".devcontainer", ".pre-commit-config.yaml", ".ci"}
    return shutil.ignore_patterns(*LEFT_OUT)(folder, names) - kept
