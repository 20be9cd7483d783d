"""Jobs that ended long ago are deleted; those that are open stay, however old."""

import pytest
from flask import Flask
from sqlalchemy import insert, select

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import forgetting
from examportal.jobs.forgetting import KEPT
from examportal.jobs.models import Job


def test_what_ended_long_ago_is_deleted_some_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "TOGETHER", 2)
    now = clock.now()
    long_ago, lately = now - 2 * KEPT, now - KEPT / 2
    ended = [(long_ago, None), (None, long_ago), (lately, None), (None, lately), (None, None), (long_ago, None)]
    due = {"kind": "desk", "due_at": long_ago, "first_due_at": long_ago}
    rows = [due | {"ref": ref, "finished_at": ended[ref][0], "given_up_at": ended[ref][1]} for ref in range(len(ended))]
    with transaction():
        db.session.execute(insert(Job), rows)
    forgetting.forget_ended()
    assert db.session.scalars(select(Job.ref).order_by(Job.ref)).all() == [2, 3, 4]
