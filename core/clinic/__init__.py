"""The clinic: mistakes that people make, run beside the clean training."""

from core.clinic.fault import Fault, Number
from core.clinic.mark import NO_FAULT, FaultMark
from core.clinic.measured import Measured, measured, measured_in_words, soonest_in_words
from core.clinic.mystery import Answer, Exclusion, Mystery, mystery_faults
from core.clinic.pair import (
    PairReadings,
    faulty_run,
    mended_run,
    number_of,
    read_pair,
    unseen_images,
)
from core.clinic.panel import Moment, Panel, Series
from core.clinic.readings import INSTRUMENTS, READINGS, Instrument, Reading, Readings
from core.clinic.registry import FAULTS, fault_named
from core.clinic.settings import (
    STANDARD,
    check_fits,
    clean_config,
    clinic_config,
    faulty_config,
)

__all__ = [
    "FAULTS",
    "INSTRUMENTS",
    "NO_FAULT",
    "READINGS",
    "STANDARD",
    "Answer",
    "Exclusion",
    "Fault",
    "FaultMark",
    "Instrument",
    "Measured",
    "Moment",
    "Mystery",
    "Number",
    "PairReadings",
    "Panel",
    "Reading",
    "Readings",
    "Series",
    "check_fits",
    "clean_config",
    "clinic_config",
    "fault_named",
    "faulty_config",
    "faulty_run",
    "measured",
    "measured_in_words",
    "mended_run",
    "mystery_faults",
    "number_of",
    "read_pair",
    "soonest_in_words",
    "unseen_images",
]
