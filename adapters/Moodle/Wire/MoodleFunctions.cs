namespace Collections.Adapters.Moodle;

/// <summary>The web service functions that the adapter calls, and no others.</summary>
internal static class MoodleFunctions
{
    public const string SiteInfo = "core_webservice_get_site_info";
    public const string Courses = "core_course_get_courses_by_field";
    public const string EnrolledUsers = "core_enrol_get_enrolled_users";
    public const string EnrolmentMethods = "core_enrol_get_course_enrolment_methods";
    public const string Users = "core_user_get_users_by_field";
    public const string RetrieveReport = "core_reportbuilder_retrieve_report";
    public const string ResetFilters = "core_reportbuilder_filters_reset";
    public const string ManualEnrol = "enrol_manual_enrol_users";
    public const string CohortMembers = "core_cohort_get_cohort_members";
    public const string JoinCohort = "core_cohort_add_cohort_members";
    public const string LeaveCohort = "core_cohort_delete_cohort_members";
    public const string UpdateUsers = "core_user_update_users";
    public const string SendMessages = "core_message_send_instant_messages";
}
