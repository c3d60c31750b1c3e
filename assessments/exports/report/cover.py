"""The cover: what the round says in one sentence, and the ring of all capabilities."""

from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import charts
from assessments.exports.report.words import Part, drawn
from assessments.exports.wording import STATE_SENTENCES
from assessments.models.assessment import STATE_NAMES
from assessments.results import DomainResult
from assessments.workflow import State


class Cover(Part):
    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.result.state])

    @property
    def status(self) -> str:
        """Stands on every page. Until the secretariat has accepted the round, also a signed report is a draft."""
        if self.is_final or self.result.state == State.DRAFT:
            return self.state_name
        return f"{STATE_NAMES[State.DRAFT]} · {self.state_name}"

    @property
    def state_sentence(self) -> str:
        return str(STATE_SENTENCES[self.result.state])

    @property
    def is_final(self) -> bool:
        return self.result.state == State.ACCEPTED

    @cached_property
    def lead(self) -> list[str]:
        """Whole sentences, each true by itself."""
        progress, year = self.result.progress, self.result.previous_year
        sentences = [
            ngettext(
                "%(answered)s of %(total)s capability answered.",
                "%(answered)s of %(total)s capabilities answered.",
                progress.total,
            )
            % {"answered": progress.answered, "total": progress.total}
        ]
        if year is None:
            return [*sentences, _("This is the first round, so there is nothing to compare it with.")]
        on, back = len(self.result.moved_on), len(self.result.moved_back)
        if on:
            sentence = ngettext("%(count)s has moved on since %(year)s.", "%(count)s have moved on since %(year)s.", on)
            sentences.append(sentence % {"count": on, "year": year})
        if back:
            sentence = ngettext("%(count)s has moved back.", "%(count)s have moved back.", back)
            sentences.append(sentence % {"count": back})
        if not on and not back:
            sentences.append(_("None is known to have moved since %(year)s.") % {"year": year})
        return sentences

    @cached_property
    def ring(self) -> SafeString:
        result = self.result
        states = [[c.state for c in result.capabilities_of(domain)] for domain in result.domains]
        title = _(
            "Ring of all capabilities, each with its number and its phase. "
            "The table in the section “Profile by domain” gives the same values."
        )
        centre = f"{result.progress.answered}/{result.progress.total}"
        return drawn(charts.ring(states, title, centre, mirrored=self.mirrored))

    @cached_property
    def ring_names(self) -> list[tuple[DomainResult, str, str]]:
        """Each domain with the place of its name around the ring, as an inline style, and its side."""
        places = charts.ring_labels([len(domain.capability_codes) for domain in self.result.domains])
        named = []
        filled = [domain for domain in self.result.domains if domain.capability_codes]
        for domain, place in zip(filled, places, strict=True):
            # The box of the ring is 170 × 133 mm with the ring's centre at (85, 66); names above the ring grow
            # upwards, names below it downwards, so that no length of a name reaches a circle.
            inline, block = 85 + 58 * place.x, 66 + 57 * place.y
            side = "before" if place.x < 0 else "after"
            edges = [f"inset-inline-end:{170 - inline:.1f}mm" if place.x < 0 else f"inset-inline-start:{inline:.1f}mm"]
            if place.y < -0.35:
                edges.append(f"inset-block-end:{133 - block:.1f}mm")
            else:
                edges.append(f"inset-block-start:{block if place.y > 0.35 else block - 2.5:.1f}mm")
            named.append((domain, ";".join(edges), side))
        return named
