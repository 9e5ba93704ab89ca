"""Routes of eligibility and collection: requirements in three states, on any day, overridden."""

from fastapi import APIRouter

router = APIRouter()
