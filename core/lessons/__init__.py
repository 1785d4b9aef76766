"""Lessons and challenges: each is one file of data, and is checked by what was really done."""

from core.lessons.answers import Measured
from core.lessons.attempts import (
    Attempt,
    ChallengeProgress,
    ChallengeRecord,
    attempt_of,
    best_first,
)
from core.lessons.challenge import STAND_IN, USUAL_DATASET, Challenge
from core.lessons.checks import CHECKS, Check, condition_in_words, is_met
from core.lessons.evidence import DrawingResult, Evidence, ImageResult, RunResult, TwinResult
from core.lessons.lesson import Choice, Condition, Lesson, Prediction, Question, Seen, Step
from core.lessons.measures import TEST_ACCURACY, five_strangers, measured
from core.lessons.notebook import lesson_notebook
from core.lessons.numbers import NUMBERS, facts_of, filled
from core.lessons.own import OwnLessons
from core.lessons.progress import LessonProgress
from core.lessons.read import lesson_from, read_lesson
from core.lessons.read_challenge import read_challenge
from core.lessons.records import LessonRecord, StepRecord
from core.lessons.registry import (
    CHALLENGES,
    FOLDER,
    LESSONS,
    challenges_in,
    faulty_challenge_files,
    faulty_files,
    lessons_in,
)
from core.lessons.results import run_result
from core.lessons.table import values_in
from core.lessons.walk import Walk

__all__ = [
    "CHALLENGES",
    "CHECKS",
    "FOLDER",
    "LESSONS",
    "NUMBERS",
    "STAND_IN",
    "TEST_ACCURACY",
    "USUAL_DATASET",
    "Attempt",
    "Challenge",
    "ChallengeProgress",
    "ChallengeRecord",
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
    "attempt_of",
    "best_first",
    "challenges_in",
    "condition_in_words",
    "facts_of",
    "faulty_challenge_files",
    "faulty_files",
    "filled",
    "five_strangers",
    "is_met",
    "lesson_from",
    "lesson_notebook",
    "lessons_in",
    "measured",
    "read_challenge",
    "read_lesson",
    "run_result",
    "values_in",
]
