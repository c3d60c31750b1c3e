from django.urls import path, register_converter

from assessments.views import (
    actions,
    assignments,
    board,
    brief,
    capabilities,
    check,
    clearance,
    comments,
    commitments,
    countries,
    enablers,
    evidence,
    gaps,
    help_pages,
    history,
    home,
    invitations,
    notices,
    papers,
    people,
    plan,
    print_packs,
    profile,
    regions,
    register,
    reports,
    resubmission,
    review,
    rounds,
    second_view_panel,
    second_views,
    sessions,
    settling,
    themes,
    threats,
    work,
    workshop,
    workspace,
)


class LanguageConverter:
    """The shape of a language code; whether it exists is the view's question."""

    regex = "[A-Za-z]{2,3}(?:-[A-Za-z]{2,8})?"

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value


class CountryConverter:
    regex = "[A-Z]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KindConverter(CountryConverter):
    """Of a report."""

    regex = "brief|full"


register_converter(LanguageConverter, "lang")
register_converter(CountryConverter, "iso3")
register_converter(KindConverter, "kind")

PAPER = "papers/<slug:paper>/<lang:language>/"
ROUND = "rounds/<int:assessment_id>/"
BRIEF = ROUND + "report/<lang:language>/brief/"
SENT = ROUND + "report/sent/<int:number>/"
SENT_FILE = SENT + "<kind:kind>/<lang:language>/"
CAPABILITY = ROUND + "capabilities/<slug:code>/"
PACK = ROUND + "print/<slug:scope>/<slug:fill>/<lang:language>/"
THREAD = CAPABILITY + "comments/<int:thread_id>/"
ACTION = ROUND + "plan/actions/<int:action_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", help_pages.help_page, name="help"),
    path("glossary/", home.glossary_page, name="glossary"),
    path("help/examples/", help_pages.example_list, name="example_list"),
    path("help/first-visit/", help_pages.first_visit_set, name="first_visit_set"),
    path("accessibility/", help_pages.accessibility_statement, name="accessibility"),
    path("questionnaire/", papers.questionnaire_show, name="questionnaire"),
    path("papers/", papers.paper_list, name="paper_list"),
    path(PAPER, papers.paper_prepare, name="paper_prepare"),
    path(PAPER + "status/", papers.paper_status, name="paper_status"),
    path(PAPER + "pdf/", papers.paper_download, name="paper_download"),
    path("language/", profile.language_set, name="language_set"),
    path("profile/", profile.profile_edit, name="profile_edit"),
    path("profile/sessions/", sessions.session_list, name="session_list"),
    path("profile/sessions/end-others/", sessions.session_end_others, name="session_end_others"),
    path("profile/sessions/<int:session_id>/end/", sessions.session_end, name="session_end"),
    path("profile/session-time/", sessions.session_time, name="session_time"),
    path("profile/mail/", notices.mail_settings, name="mail_settings"),
    path("my-work/", work.my_work, name="my_work"),
    path("my-work/invitations/<int:offer_id>/", invitations.invitation_offered, name="invitation_offered"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/", notices.notice_open, name="notice_open"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("people/find/", people.people_find, name="people_find"),
    path("people/secretariat/", people.secretariat_list, name="secretariat_list"),
    path("people/members/<int:membership_id>/role/", people.member_role, name="member_role"),
    path("people/members/<int:membership_id>/remove/", people.member_remove, name="member_remove"),
    path("people/members/<int:membership_id>/reset/", people.member_reset, name="member_reset"),
    path("people/invitations/<int:invitation_id>/resend/", people.invitation_resend, name="invitation_resend"),
    path("people/invitations/<int:invitation_id>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("countries/<iso3:iso3>/people/", people.people_list, name="people_list"),
    path("countries/<iso3:iso3>/people/second-factor/", people.people_second_factor, name="people_second_factor"),
    path("views/", second_views.view_list, name="view_list"),
    path("views/<int:task_id>/", second_views.view_edit, name="view_edit"),
    path("views/<int:task_id>/files/<int:file_id>/", second_views.view_file, name="view_file"),
    path("review/", board.review_board, name="review_board"),
    path("review/regions/", regions.region_list, name="region_list"),
    path("review/regions/csv/", regions.region_csv, name="region_csv"),
    path("countries/", countries.country_list, name="country_list"),
    path("countries/<iso3:iso3>/", countries.country_show, name="country_show"),
    path("countries/<iso3:iso3>/counted/", regions.country_counted, name="country_counted"),
    path("countries/<iso3:iso3>/rounds/new/", rounds.round_open, name="round_open"),
    path("countries/<iso3:iso3>/check-report/", reports.report_check, name="report_check"),
    path("countries/<iso3:iso3>/history/", history.history_list, name="history_list"),
    path("countries/<iso3:iso3>/history/csv/", history.history_csv, name="history_csv"),
    path("countries/<iso3:iso3>/history/<int:event_id>/", history.history_show, name="history_show"),
    path(ROUND, workspace.workspace_show, name="workspace"),
    path(ROUND + "send/", clearance.round_send, name="round_send"),
    path(ROUND + "send/approval/", clearance.round_for_approval, name="round_for_approval"),
    path(ROUND + "send/take-back/", clearance.round_take_back, name="round_take_back"),
    path(ROUND + "send/back/", clearance.round_give_back, name="round_give_back"),
    path(ROUND + "review/", review.review_show, name="review_show"),
    path(ROUND + "review/changes/", resubmission.review_changes, name="review_changes"),
    path(ROUND + "review/take/", review.review_take, name="review_take"),
    path(ROUND + "review/answers/<slug:code>/", review.review_mark, name="review_mark"),
    path(ROUND + "reopen/", review.round_reopen, name="round_reopen"),
    path(ROUND + "capabilities/", capabilities.capability_list, name="capability_list"),
    path(CAPABILITY, capabilities.capability_edit, name="capability_edit"),
    path(CAPABILITY + "save/", capabilities.capability_autosave, name="capability_autosave"),
    path(CAPABILITY + "here/", capabilities.capability_here, name="capability_here"),
    path(CAPABILITY + "workshop/", workshop.workshop_edit, name="workshop_edit"),
    path(ROUND + "comments/", comments.comment_list, name="comment_list"),
    path(CAPABILITY + "comments/", comments.thread_list, name="thread_list"),
    path(THREAD, comments.thread_show, name="thread_show"),
    path(THREAD + "resolve/", comments.thread_resolve, name="thread_resolve"),
    path(THREAD + "reopen/", comments.thread_reopen, name="thread_reopen"),
    path(THREAD + "<int:comment_id>/remove/", comments.comment_remove, name="comment_remove"),
    path(CAPABILITY + "evidence/", evidence.evidence_add, name="evidence_add"),
    path(CAPABILITY + "evidence/all/", evidence.evidence_list, name="evidence_list"),
    path(CAPABILITY + "evidence/<int:evidence_id>/seen/", evidence.evidence_seen, name="evidence_seen"),
    path(CAPABILITY + "evidence/<int:evidence_id>/replace/", evidence.evidence_replace, name="evidence_replace"),
    path(CAPABILITY + "evidence/files/<int:file_id>/", evidence.evidence_download, name="evidence_download"),
    path(CAPABILITY + "evidence/files/<int:file_id>/use/", evidence.evidence_use, name="evidence_use"),
    path(CAPABILITY + "evidence/<int:evidence_id>/remove/", evidence.evidence_remove, name="evidence_remove"),
    path(CAPABILITY + "evidence/<int:evidence_id>/restore/", evidence.evidence_restore, name="evidence_restore"),
    path(ROUND + "assignments/", assignments.assignment_list, name="assignment_list"),
    path(ROUND + "assignments/take-over/", assignments.assignment_take_over, name="assignment_take_over"),
    path(ROUND + "assignments/remind/", assignments.assignment_remind, name="assignment_remind"),
    path(ROUND + "assignments/capabilities/<slug:code>/", assignments.assignment_edit, name="assignment_edit"),
    path(CAPABILITY + "second-view/", second_view_panel.second_view_review, name="second_view_review"),
    path(ROUND + "enablers/", enablers.enabler_list, name="enabler_list"),
    path(ROUND + "threats/", threats.threat_list, name="threat_list"),
    path(ROUND + "threats/importance/", threats.threat_importance, name="threat_importance"),
    path(ROUND + "commitments/", commitments.commitment_list, name="commitment_list"),
    path(ROUND + "themes/", themes.theme_list, name="theme_list"),
    path(ROUND + "gaps/", gaps.gap_list, name="gap_list"),
    path(ROUND + "priorities/", gaps.priorities_save, name="priorities_save"),
    path(ROUND + "priorities/<slug:code>/move/", gaps.priority_move, name="priority_move"),
    path(ROUND + "priorities/<slug:code>/horizon/", actions.priority_horizon, name="priority_horizon"),
    path(ROUND + "plan/", plan.plan_list, name="plan_list"),
    path(ROUND + "plan/calendar/", plan.plan_calendar, name="plan_calendar"),
    path(ROUND + "plan/what-if/", plan.what_if, name="what_if"),
    path(ROUND + "plan/actions/new/", actions.action_new, name="action_new"),
    path(ROUND + "plan/actions/make/", actions.action_make, name="action_make"),
    path(ACTION, plan.action_show, name="action_show"),
    path(ACTION + "edit/", actions.action_edit, name="action_edit"),
    path(ACTION + "move/", actions.action_move, name="action_move"),
    path(ACTION + "notes/", actions.action_note, name="action_note"),
    path(ACTION + "remove/", actions.action_remove, name="action_remove"),
    path(ACTION + "restore/", actions.action_restore, name="action_restore"),
    path(ROUND + "register/", register.register_show, name="register_show"),
    path(ROUND + "register/changes/", register.register_changes, name="register_changes"),
    path(ROUND + "second-views/", settling.second_view_list, name="second_view_list"),
    path(ROUND + "second-views/ask/", settling.second_view_ask, name="second_view_ask"),
    path(ROUND + "second-views/<int:view_id>/answer/", settling.second_view_answer, name="second_view_answer"),
    path(
        ROUND + "second-views/asked/<int:task_id>/withdraw/", settling.reader_task_withdraw, name="reader_task_withdraw"
    ),
    path(ROUND + "check/", check.check_show, name="check_show"),
    path(ROUND + "brief/", brief.brief_edit, name="brief_edit"),
    path(ROUND + "print/", print_packs.print_show, name="print_show"),
    path(PACK + "status/", print_packs.print_status, name="print_status"),
    path(PACK + "pdf/", print_packs.print_download, name="print_download"),
    path(ROUND + "report/", reports.report_show, name="report_show"),
    path(ROUND + "report/<lang:language>/", reports.report_prepare, name="report_prepare"),
    path(ROUND + "report/<lang:language>/status/", reports.report_status, name="report_status"),
    path(ROUND + "report/<lang:language>/pdf/", reports.report_download, name="report_download"),
    path(SENT, reports.report_show, name="sent_show"),
    path(SENT_FILE, reports.report_prepare, name="sent_prepare"),
    path(SENT_FILE + "status/", reports.report_status, name="sent_status"),
    path(SENT_FILE + "pdf/", reports.report_download, name="sent_download"),
    path(BRIEF, reports.report_prepare, {"kind": "brief"}, name="brief_prepare"),
    path(BRIEF + "status/", reports.report_status, {"kind": "brief"}, name="brief_status"),
    path(BRIEF + "pdf/", reports.report_download, {"kind": "brief"}, name="brief_download"),
]
