"""The one exception family of Vesicle."""


class VesicleError(Exception):
    """Something the user can mend. The message is one line: the thing, the cause, the mend."""


class SourceError(VesicleError):
    """A file, or one record in it, cannot be read as a paper."""


class IndexMissing(VesicleError):
    """There is no index at the place that was asked for."""


class IndexBusy(VesicleError):
    """Another writer is at work on the index."""


class IndexDamaged(VesicleError):
    """An index is there but does not agree with its manifest."""


class EmbedderMismatch(VesicleError):
    """The index was made with another embedder than the one that was asked for."""


class EmbedderUnavailable(VesicleError):
    """The embedding model cannot be found, loaded or exported."""


class RerankerUnavailable(VesicleError):
    """The cross-encoder cannot be found or loaded, or is none."""
