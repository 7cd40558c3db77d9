"""The dashboard as Grafana reads it, laid out from its rows."""

from typing import Any, Final

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as options
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DataSourceRef,
    GridPos,
    Threshold,
    ThresholdsMode,
)

from deploy.grafana.rows import ROWS, Panel

_SOURCE: Final = DataSourceRef(type_val="prometheus", uid="${source}")
_COLUMNS: Final = 24


def built() -> Any:
    """The dashboard as the SDK's model."""
    board = (
        dashboard.Dashboard("incident-stream")
        .uid("incident-stream")
        .description("Reports in, totals out: is it well, does it keep up, what is refused.")
        .tags(["incident-stream"])
        .readonly()
        .refresh("30s")
        .time("now-3h", "now")
        .timezone("browser")
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .with_variable(dashboard.DatasourceVariable("source").label("Prometheus").type("prometheus"))
    )
    top = number = 0
    for title, panels in ROWS:
        number += 1
        board.with_row(dashboard.Row(title).id(number).grid_pos(GridPos(h=1, w=_COLUMNS, x=0, y=top)))
        top += 1
        left = 0
        for panel in panels:
            number += 1
            if left + panel.width > _COLUMNS:
                left, top = 0, top + panel.height
            place = GridPos(h=panel.height, w=panel.width, x=left, y=top)
            board.with_panel((_figure if panel.limits else _lines)(panel).id(number).grid_pos(place))
            left += panel.width
        top += panels[-1].height
    return board.build()


def _figure(panel: Panel) -> stat.Panel:
    first, second = panel.limits or (0.0, 0.0)
    steps = [("green", None), ("yellow", first), ("red", second)]
    if panel.falling:
        steps = [("red", None), ("green", second)]
    made = (
        stat.Panel()
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .color_mode(options.BigValueColorMode.BACKGROUND)
        .graph_mode(options.BigValueGraphMode.AREA)
        .thresholds(
            dashboard.ThresholdsConfig()
            .mode(ThresholdsMode.ABSOLUTE)
            .steps([Threshold(value=value, color=colour) for colour, value in steps])
        )
    )
    return _described(made, panel)


def _lines(panel: Panel) -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(show_legend=True).placement(options.LegendPlacement.BOTTOM)
    made = (
        timeseries.Panel()
        .min(0)
        .fill_opacity(25 if panel.stacked else 5)
        .show_points(options.VisibilityMode.NEVER)
        .legend(legend.display_mode(options.LegendDisplayMode.LIST))
        .tooltip(common.VizTooltipOptions().mode(options.TooltipDisplayMode.MULTI).sort(options.SortOrder.DESCENDING))
    )
    if panel.stacked:
        made.stacking(common.StackingConfig().mode(options.StackingMode.NORMAL))
    return _described(made, panel)


def _described(made: Any, panel: Panel) -> Any:
    made.title(panel.title).description(panel.question).unit(panel.unit).datasource(_SOURCE)
    for letter, query in zip("ABCDEF", panel.queries, strict=False):
        asked = prometheus.Dataquery().expr(query.expr).ref_id(letter).datasource(_SOURCE)
        made.with_target(asked.legend_format(query.legend))
    return made
