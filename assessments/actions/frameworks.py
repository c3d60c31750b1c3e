"""Brings a framework version from its files into the database: all of it or nothing."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import audit
from assessments.actions.following_rows import make_missing_rows
from assessments.content import CapabilityPart, FrameworkFile, structure_checksum, texts_checksum
from assessments.models import Capability, Commitment, Domain, Enabler, Framework, Harm, Sign, User

_CAPABILITY_TEXTS = ("names", "summaries", "requirements", "whys", "phases", "evidence", "not_to_confuse")


class Outcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    TEXTS_UPDATED = "texts updated"
    EXTENDED = "harms and commitments added"
    STRUCTURE_REPLACED = "structure replaced"


class StructureInUse(Exception):
    """A round uses this version, so answers hang on its codes. Says what differs, and what to do instead."""

    def __init__(self, framework: Framework, differences: dict[str, list[str]]) -> None:
        self.framework, self.differences = framework, differences
        message = _(
            "Version %(version)s of the framework %(code)s is used by a round, so its structure cannot "
            "change. Give the changed files a new version, and load that beside the old one. "
            "Added: %(added)s. Removed: %(removed)s. Moved: %(moved)s."
        )
        lists = {kind: ", ".join(codes) or "-" for kind, codes in differences.items()}
        super().__init__(message % {"code": framework.code, "version": framework.version, **lists})


@transaction.atomic
def load_framework(*, file: FrameworkFile, by: User | None = None) -> tuple[Framework, str]:
    """The framework row and what was done. Raises StructureInUse when a round stands in the way.

    `by` is None when the operator of the server loads it from the command line.
    """
    # The lock keeps a round from being opened between the check and the change.
    framework = Framework.objects.select_for_update().filter(code=file.code, version=file.version).first()
    structure, texts = structure_checksum(file), texts_checksum(file)
    if framework is None:
        framework = Framework(code=file.code, version=file.version, revision=0)
        outcome = Outcome.CREATED
    elif framework.checksum != structure:
        if not framework.assessments.exists():
            outcome = Outcome.STRUCTURE_REPLACED
        elif _only_gains(framework, file):
            outcome = Outcome.EXTENDED
        else:
            raise StructureInUse(framework, _differences(framework, file))
    elif framework.texts_checksum != texts:
        outcome = Outcome.TEXTS_UPDATED
    else:
        return framework, Outcome.UNCHANGED

    changes: audit.Changes = {"outcome": [None, outcome.value]}
    for field, value in {
        "version": file.version,
        "languages": list(file.languages),
        "checksum": structure,
    }.items():
        before = getattr(framework, field) if framework.pk else None
        if before != value:
            changes[field] = [before, value]
    changes["texts_checksum"] = [framework.texts_checksum or None, texts]
    framework.checksum, framework.texts_checksum = structure, texts
    _write_head(framework, file)
    if outcome in (Outcome.TEXTS_UPDATED, Outcome.EXTENDED):
        _update_texts(framework, file)
    else:
        _replace_structure(framework, file)
    if outcome == Outcome.EXTENDED:
        _make_linked(framework, file)
        for assessment in framework.assessments.all():
            make_missing_rows(assessment)
    audit.record(
        "framework.loaded",
        framework,
        by=by,
        code=framework.code,
        revision=framework.revision,
        changes=changes,
    )
    return framework, outcome


def _write_head(framework: Framework, file: FrameworkFile) -> None:
    framework.names, framework.notices = dict(file.names), dict(file.notices)
    framework.phases = [{"name": phase.names, "summary": phase.summaries, "text": phase.texts} for phase in file.phases]
    framework.themes = [{"code": theme.code, "name": theme.names} for theme in file.themes]
    framework.languages = list(file.languages)
    framework.revision += 1
    framework.save()


def _replace_structure(framework: Framework, file: FrameworkFile) -> None:
    """Only when no round uses the version: nothing points to these rows."""
    Sign.objects.filter(capability__framework=framework).delete()
    framework.capabilities.all().delete()
    framework.domains.all().delete()
    framework.enablers.all().delete()
    framework.harms.all().delete()
    framework.commitments.all().delete()
    domains = Domain.objects.bulk_create(
        Domain(
            framework=framework,
            code=part.code,
            order=order,
            names=part.names,
            outcomes=part.outcomes,
            outcome_texts=part.outcome_texts,
        )
        for order, part in enumerate(file.domains, 1)
    )
    by_code = {domain.code: domain for domain in domains}
    placed = [(by_code[domain.code], part) for domain in file.domains for part in domain.capabilities]
    capabilities = Capability.objects.bulk_create(
        Capability(
            framework=framework,
            domain=domain,
            code=part.code,
            order=order,
            theme=part.theme,
            requires=list(part.requires),
            **_capability_texts(part),
        )
        for order, (domain, part) in enumerate(placed, 1)
    )
    Sign.objects.bulk_create(
        Sign(capability=capability, code=sign.code, phase=sign.phase, order=order, texts=sign.texts)
        for capability, (_domain, part) in zip(capabilities, placed, strict=True)
        for order, sign in enumerate(part.signs, 1)
    )
    Enabler.objects.bulk_create(
        Enabler(framework=framework, code=part.code, order=order, names=part.names, texts=part.texts)
        for order, part in enumerate(file.enablers, 1)
    )
    _make_linked(framework, file)


def _only_gains(framework: Framework, file: FrameworkFile) -> bool:
    """Whether all that differs is that a version without harms, or without commitments, gets its first ones.

    No answer hangs on what was not there, so this may happen while a round uses the version. From then on their codes
    are fixed like all others.
    """
    without = replace(
        file,
        harms=file.harms if framework.harms.exists() else (),
        commitments=file.commitments if framework.commitments.exists() else (),
    )
    return framework.checksum == structure_checksum(without)


def _make_linked(framework: Framework, file: FrameworkFile) -> None:
    """The harms and commitments that are not there yet."""
    kept = set(framework.harms.values_list("code", flat=True))
    Harm.objects.bulk_create(
        Harm(
            framework=framework,
            code=part.code,
            order=order,
            names=part.names,
            texts=part.texts,
            capabilities=list(part.capabilities),
        )
        for order, part in enumerate(file.harms, 1)
        if part.code not in kept
    )
    kept = set(framework.commitments.values_list("code", flat=True))
    Commitment.objects.bulk_create(
        Commitment(
            framework=framework,
            code=part.code,
            order=order,
            summits=part.summits,
            names=part.names,
            texts=part.texts,
            capabilities=list(part.capabilities),
        )
        for order, part in enumerate(file.commitments, 1)
        if part.code not in kept
    )


def _capability_texts(part: CapabilityPart) -> dict[str, Any]:
    return {
        "names": part.names,
        "summaries": part.summaries,
        "requirements": part.requirements,
        "whys": part.whys,
        "phases": list(part.phases),
        "evidence": list(part.evidence),
        "not_to_confuse": [{"code": code, "text": texts} for code, texts in part.not_to_confuse],
    }


def _update_texts(framework: Framework, file: FrameworkFile) -> None:
    """The same rows with new texts: answers keep pointing to them."""
    domains = {row.code: row for row in framework.domains.all()}
    for part in file.domains:
        row = domains[part.code]
        row.names, row.outcomes, row.outcome_texts = part.names, part.outcomes, part.outcome_texts
    Domain.objects.bulk_update(domains.values(), ("names", "outcomes", "outcome_texts"))

    capabilities = {row.code: row for row in framework.capabilities.all()}
    for capability in file.capabilities:
        for field, value in _capability_texts(capability).items():
            setattr(capabilities[capability.code], field, value)
    Capability.objects.bulk_update(capabilities.values(), _CAPABILITY_TEXTS)

    signs = {(row.capability_id, row.code): row for row in Sign.objects.filter(capability__framework=framework)}
    for capability in file.capabilities:
        for sign in capability.signs:
            signs[capabilities[capability.code].pk, sign.code].texts = sign.texts
    Sign.objects.bulk_update(signs.values(), ("texts",), batch_size=100)

    enablers = {row.code: row for row in framework.enablers.all()}
    for enabler in file.enablers:
        enablers[enabler.code].names, enablers[enabler.code].texts = enabler.names, enabler.texts
    Enabler.objects.bulk_update(enablers.values(), ("names", "texts"))
    _update_linked_texts(framework, file)


def _update_linked_texts(framework: Framework, file: FrameworkFile) -> None:
    harms = {row.code: row for row in framework.harms.all()}
    for harm in file.harms:
        if harm.code in harms:
            harms[harm.code].names, harms[harm.code].texts = harm.names, harm.texts
    Harm.objects.bulk_update(harms.values(), ("names", "texts"))
    commitments = {row.code: row for row in framework.commitments.all()}
    for part in file.commitments:
        if part.code in commitments:
            row = commitments[part.code]
            row.summits, row.names, row.texts = part.summits, part.names, part.texts
    Commitment.objects.bulk_update(commitments.values(), ("summits", "names", "texts"))


def _differences(framework: Framework, file: FrameworkFile) -> dict[str, list[str]]:
    """What only a new version can carry. Moved: another place, theme or prerequisite."""
    old, new = _places_in_database(framework), _places_in_file(file)
    kept_before = [code for code in old if code in new]
    kept_after = [code for code in new if code in old]
    reordered = {code for before, code in zip(kept_before, kept_after, strict=True) if before != code}
    return {
        "added": [code for code in new if code not in old],
        "removed": [code for code in old if code not in new],
        "moved": [code for code in kept_after if code in reordered or old[code] != new[code]],
    }


_Places = dict[str, tuple[object, ...]]


def _places_in_file(file: FrameworkFile) -> _Places:
    places: _Places = {f"theme {theme.code}": () for theme in file.themes}
    places |= {f"enabler {enabler.code}": () for enabler in file.enablers}
    places |= {f"harm {part.code}": tuple(sorted(part.capabilities)) for part in file.harms}
    places |= {f"commitment {part.code}": tuple(sorted(part.capabilities)) for part in file.commitments}
    for domain in file.domains:
        places[domain.code] = ()
        for part in domain.capabilities:
            places |= _capability_places(
                part.code, domain.code, part.theme, part.requires, (sign.code for sign in part.signs)
            )
    return places


def _places_in_database(framework: Framework) -> _Places:
    places: _Places = {f"theme {theme['code']}": () for theme in framework.themes}
    places |= {f"enabler {enabler.code}": () for enabler in framework.enablers.order_by("order")}
    places |= {f"harm {row.code}": tuple(sorted(row.capabilities)) for row in framework.harms.order_by("order")}
    places |= {
        f"commitment {row.code}": tuple(sorted(row.capabilities)) for row in framework.commitments.order_by("order")
    }
    capabilities = list(framework.capabilities.order_by("order").prefetch_related("signs"))
    for domain in framework.domains.order_by("order"):
        places[domain.code] = ()
        for row in capabilities:
            if row.domain_id == domain.pk:
                signs = sorted(row.signs.all(), key=lambda sign: sign.order)
                places |= _capability_places(
                    row.code, domain.code, row.theme, row.requires, (sign.code for sign in signs)
                )
    return places


def _capability_places(code: str, domain: str, theme: str, requires: Iterable[str], signs: Iterable[str]) -> _Places:
    return {code: (domain, theme, tuple(sorted(requires)))} | {f"{code}.{sign}": () for sign in signs}
