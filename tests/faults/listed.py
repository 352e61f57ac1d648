"""All faults, in the order in which they are planted."""

from tests.faults import around, in_clinic, in_course, in_practice, in_treatments, in_ways

FAULTS = (
    *in_treatments.FAULTS,
    *in_clinic.FAULTS,
    *in_ways.FAULTS,
    *in_course.FAULTS,
    *in_practice.FAULTS,
    *around.FAULTS,
)
