"""The table of figures that are kept for some minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class SeasonFigures(Base):
    """The figures of one import (0: all), one scope (empty: all), both or neither, as they were at `counted_at`.

    None: nobody has counted yet. Figures only, nothing of any person.
    """

    __tablename__ = "season_figures"
    __table_args__ = (UniqueConstraint("import_id", "scope", name="uq_season_figures_whose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int]
    scope: Mapped[str] = mapped_column(String(30))
    counted_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)
