from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.translation import pick

_FRAMEWORK = ("names", "notices", "phases", "themes", "languages")
_CAPABILITY = ("requires", "names", "summaries", "requirements", "whys", "phases", "evidence", "not_to_confuse")


def texts(*, framework: str = "", capability: str = "") -> list[str]:
    """What to defer: the texts of a framework and of a capability, to which these paths lead. `structure.py` keeps them
    in memory; reading them again with each row costs more than all the rest of the row."""
    found = [f"{framework}__{name}" for name in _FRAMEWORK] if framework else []
    return found + ([f"{capability}__{name}" for name in _CAPABILITY] if capability else [])


class Framework(models.Model):
    """One version of a framework. Its structure never changes once a round uses it; its texts may.

    `revision` counts every change, so that readers can keep the structure in memory until it moves.
    """

    code = models.CharField(_("code"), max_length=30)
    version = models.CharField(_("version"), max_length=30)
    names = models.JSONField(default=dict)
    notices = models.JSONField(default=dict)
    phases = models.JSONField(default=list, help_text="[{name: {lang: text}, summary: …, text: …}] for 0–4")
    themes = models.JSONField(default=list, help_text="[{code, name: {lang: text}}]")
    languages = models.JSONField(default=list)
    checksum = models.CharField(_("checksum of the structure"), max_length=64)
    texts_checksum = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="framework_version_once"),)

    def __str__(self) -> str:
        return f"{pick(self.names, get_language() or 'en').text} {self.version}"


class Domain(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="domains")
    code = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    outcomes = models.JSONField(default=dict)
    outcome_texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ("framework", "order")
        constraints = (models.UniqueConstraint(fields=("framework", "code"), name="domain_code_once"),)

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en").text


class Capability(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="capabilities")
    domain = models.ForeignKey(Domain, models.CASCADE, related_name="capabilities")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=30)
    requires = models.JSONField(default=list, help_text="codes of prerequisites")
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    requirements = models.JSONField(default=dict)
    whys = models.JSONField(default=dict)
    phases = models.JSONField(default=list, help_text="[{lang: text}] for 0–4")
    evidence = models.JSONField(default=list, help_text="[{lang: text}]")
    not_to_confuse = models.JSONField(default=list, help_text="[{code, text: {lang: text}}]")

    class Meta:
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")
        ordering = ("framework", "order")
        constraints = (models.UniqueConstraint(fields=("framework", "code"), name="capability_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {pick(self.names, get_language() or 'en').text}"


class Sign(models.Model):
    capability = models.ForeignKey(Capability, models.CASCADE, related_name="signs")
    code = models.CharField(max_length=4)
    phase = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        ordering = ("capability", "order")
        constraints = (
            models.UniqueConstraint(fields=("capability", "code"), name="sign_code_once"),
            models.CheckConstraint(condition=models.Q(phase__range=(1, 4)), name="sign_phase_1_to_4"),
        )

    def __str__(self) -> str:
        return f"{self.code} {pick(self.texts, get_language() or 'en').text}"


class Enabler(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="enablers")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("enabler")
        verbose_name_plural = _("enablers")
        ordering = ("framework", "order")
        constraints = (models.UniqueConstraint(fields=("framework", "code"), name="enabler_code_once"),)

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en").text


class Harm(models.Model):
    """A harm of the national threat picture. `capabilities` are those that answer it."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="harms")
    code = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    capabilities = models.JSONField(default=list, help_text="codes of the capabilities that answer it")

    class Meta:
        verbose_name = _("harm")
        verbose_name_plural = _("harms")
        ordering = ("framework", "order")
        constraints = (models.UniqueConstraint(fields=("framework", "code"), name="harm_code_once"),)

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en").text


class Commitment(models.Model):
    """What governments committed themselves to at a summit. `capabilities` are those that show it."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="commitments")
    code = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    summits = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    capabilities = models.JSONField(default=list, help_text="codes of the capabilities that show it")

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("framework", "order")
        constraints = (models.UniqueConstraint(fields=("framework", "code"), name="commitment_code_once"),)

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en").text
