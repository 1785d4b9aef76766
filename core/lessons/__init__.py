"""Lessons: each is one file of data, and is checked by what was really done."""

from core.lessons.checks import CHECKS, Check, condition_in_words, is_met
from core.lessons.evidence import DrawingResult, Evidence, ImageResult, RunResult, TwinResult
from core.lessons.lesson import Choice, Condition, Lesson, Prediction, Question, Seen, Step
from core.lessons.measured import Measured
from core.lessons.numbers import NUMBERS, facts_of, filled
from core.lessons.own import OwnLessons
from core.lessons.progress import LessonProgress
from core.lessons.read import lesson_from, read_lesson, values_in
from core.lessons.records import LessonRecord, StepRecord
from core.lessons.registry import FOLDER, LESSONS, faulty_files, lessons_in
from core.lessons.results import run_result
from core.lessons.walk import Walk

__all__ = [
    "CHECKS",
    "FOLDER",
    "LESSONS",
    "NUMBERS",
    "Check",
    "Choice",
    "Condition",
    "DrawingResult",
    "Evidence",
    "ImageResult",
    "Lesson",
    "LessonProgress",
    "LessonRecord",
    "Measured",
    "OwnLessons",
    "Prediction",
    "Question",
    "RunResult",
    "Seen",
    "Step",
    "StepRecord",
    "TwinResult",
    "Walk",
    "condition_in_words",
    "facts_of",
    "faulty_files",
    "filled",
    "is_met",
    "lesson_from",
    "lessons_in",
    "read_lesson",
    "run_result",
    "values_in",
]
