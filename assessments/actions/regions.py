"""Whether a country is counted in regional figures, and the editions of those figures."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments import aggregates, audit
from assessments.models import Assessment, Country, Framework, RegionalFigures, Snapshot, User
from assessments.workflow import State


@transaction.atomic
def set_counted(*, country: Country, counted: bool, by: User) -> Country:
    """Says for the country that it may, or may no longer, be counted. Taken back, its region's figures are hidden at
    once: whoever shows them looks at every country of theirs."""
    row = Country.objects.select_for_update().get(pk=country.pk)
    if row.counted == counted:
        return row
    row.counted, row.counted_at, row.counted_by = counted, timezone.now(), by
    row.save(update_fields=["counted", "counted_at", "counted_by"])
    audit.record("country.counted", row, by=by, country=row.iso3, changes={"counted": [not counted, counted]})
    for framework in Framework.objects.filter(assessments__country__region=row.region).distinct():
        renew_figures(framework=framework, region=row.region)
    return row


@transaction.atomic
def renew_figures(*, framework: Framework, region: str) -> RegionalFigures | None:
    """Makes a new edition of a region's figures, if `aggregates.may_publish` allows one now."""
    Framework.objects.select_for_update().get(pk=framework.pk)  # one at a time: each sees the editions of the others
    now = _basis(framework, region)
    earlier = RegionalFigures.objects.filter(framework=framework, region=region).values_list("basis", flat=True)
    if not aggregates.may_publish(now, earlier):
        return None
    return RegionalFigures.objects.create(framework=framework, region=region, basis=now)


def _basis(framework: Framework, region: str) -> dict[str, int]:
    """The newest accepted round of each country that consents, as the newest snapshot of it in any language. Fictional
    countries are counted among themselves alone: a database holds either them or real ones."""
    accepted = Assessment.objects.filter(
        framework=framework, state=State.ACCEPTED, country__region=region, country__counted=True
    )
    newest: dict[str, int] = {}
    for pk, iso3 in accepted.order_by("year").values_list("pk", "country__iso3"):
        newest[iso3] = pk
    frozen = Snapshot.objects.filter(assessment__in=newest.values()).order_by().values("assessment_id")
    snapshots = dict(frozen.annotate(newest=Max("pk")).values_list("assessment_id", "newest"))
    return {iso3: snapshots[pk] for iso3, pk in newest.items() if pk in snapshots}
