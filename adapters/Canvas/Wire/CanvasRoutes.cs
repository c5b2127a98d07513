namespace Collections.Adapters.Canvas;

/// <summary>The routes that the adapter calls, and no others, as messages and counts name them.</summary>
internal static class CanvasRoutes
{
    public const string Self = "users/self";
    public const string Permissions = "accounts/permissions";
    public const string AccountCourses = "accounts/courses";
    public const string Terms = "accounts/terms";
    public const string Course = "courses/show";
    public const string Sections = "courses/sections";
    public const string Enrolments = "courses/enrollments";
    public const string Deactivate = "enrollments/deactivate";
    public const string Reactivate = "enrollments/reactivate";
    public const string Enrol = "enrollments/create";
    public const string User = "users/show";
    public const string CustomData = "users/custom_data";
    public const string Conversations = "conversations/create";
}
