"""Writing one run down, again and again, as its only writer."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import StoreError
from core.runs.folder import RunFolder
from core.training import TrainingRun


class RunKeeper:
    """Writes a run into its folder; see :class:`core.engine.saving.Keeper`.

    Parameters
    ----------
    run : TrainingRun
        New, or from this folder by :meth:`RunFolder.run`.
    folder : RunFolder
        Of its own: it knows which rows are on disk, and what was read.
    when_ended : callable
        Called after an end was written.
    """

    def __init__(
        self, run: TrainingRun, folder: RunFolder, when_ended: Callable[[], object]
    ) -> None:
        self._run = run
        self._folder = folder
        self._when_ended = when_ended

    @property
    def is_outdated(self) -> bool:
        """Whether somebody else has written the run since it was read."""
        return self._folder.is_outdated

    def claim(self) -> None:
        """Let nobody else write the run.

        Raises
        ------
        StoreError
            If somebody else does, or has since it was read.
        OSError
            If the folder cannot be written.
        """
        self._folder.writer.claim()
        try:
            self._folder.check_nobody_else_wrote()
        except StoreError:
            self._folder.writer.release()
            raise

    def release(self) -> None:
        """Let others write it again."""
        self._folder.writer.release()

    def save(self, ended: str, error: str) -> None:
        """Write the run as it is now; raises OSError or StoreError where that fails."""
        self._folder.save(self._run.state(), ended, error)
        if ended:
            self._when_ended()
