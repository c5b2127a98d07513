namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The twin's accounts as a whole.</summary>
public sealed class MoodleTwinAccounts
{
    private readonly MoodleTwin site;

    internal MoodleTwinAccounts(MoodleTwin site) => this.site = site;

    /// <summary>Suspends or restores a whole account, as an administrator does by hand.</summary>
    public void Suspend(long user, bool suspended) => site.Change(() => site.Users[user].Suspended = suspended);

    /// <summary>Whether a whole account is suspended.</summary>
    public bool IsSuspended(long user) => site.Change(() => site.Users[user].Suspended);

    /// <summary>Makes a person an administrator of the site: no call changes that account.</summary>
    public void MakeAdmin(long user) => site.Change(() => site.Users[user].IsAdmin = true);

    /// <summary>Deletes an account, with its enrolments.</summary>
    public void Remove(long user) =>
        site.Change(() =>
        {
            site.Courses.Values.ToList().ForEach(course => course.Rows.RemoveAll(row => row.User.Id == user));
            site.Users.Remove(user);
        });
}
