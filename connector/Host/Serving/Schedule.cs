using Quartz;

namespace Collections.Connector.Host.Serving;

/// <summary>When cycles begin: in this process alone, or shared by all nodes on one PostgreSQL.</summary>
internal static class Schedule
{
    private const string Group = "cycles";

    /// <summary>The only job where this process is the only one: all schools, one after another.</summary>
    private static readonly JobKey Everything = new("cycle");

    /// <summary>Adds the scheduler.</summary>
    public static void Add(IServiceCollection services, ServeOptions options)
    {
        services.AddQuartz(quartz =>
        {
            if (options.Shared is { } shared)
            {
                Share(quartz, shared);
                return;
            }

            quartz.UseInMemoryStore(static _ => { });
            quartz.AddJob<CycleJob>(job => job.WithIdentity(Everything));
            quartz.AddTrigger(trigger =>
                trigger
                    .ForJob(Everything)
                    .WithIdentity(Everything.Name)
                    .StartNow()
                    .WithSimpleSchedule(
                        Every(options.CycleEvery, SimpleTriggerMisfireInstruction.NextWithRemainingCount)
                    )
            );
        });
        services.AddQuartzHostedService(hosted =>
        {
            hosted.WaitForJobsToComplete = true;
            hosted.AwaitApplicationStarted = true;
        });
    }

    /// <summary>The school that a job is for; null for all of them.</summary>
    public static string? SchoolOf(JobKey job) => job.Group == Group ? job.Name : null;

    /// <summary>Puts the shared schedule's jobs in place, unless another node has done so already.</summary>
    public static async Task PutAsync(IServiceProvider services, ServeOptions options, CancellationToken ct)
    {
        if (options.Shared is not { } shared)
        {
            return;
        }

        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler(ct);
        foreach (var school in shared.Schools)
        {
            var key = new TriggerKey(school, Group);
            var known = await scheduler.GetTrigger(key, ct) as ISimpleTrigger;
            if (known?.RepeatInterval == options.CycleEvery)
            {
                continue;
            }

            // A node that dies in a cycle leaves it to another, at once.
            var job = JobBuilder.Create<CycleJob>().WithIdentity(school, Group).RequestRecovery().Build();
            var trigger = TriggerBuilder
                .Create()
                .WithIdentity(key)
                .StartNow()
                .WithSimpleSchedule(Every(options.CycleEvery, SimpleTriggerMisfireInstruction.NowWithRemainingCount))
                .Build();
            try
            {
                await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = known is not null }, ct);
            }
            catch (ObjectAlreadyExistsException)
            {
                // Another node that starts now was first.
            }
        }
    }

    private static void Share(IQuartzBuilder quartz, SharedSchedule shared)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "collections";
            scheduler.GenerateInstanceId = true;
        });
        quartz.UseDefaultThreadPool(1); // One cycle at a time, so that what else is due is left to the other nodes.
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(shared.Connection);
            store.UseSystemTextJsonSerializer();
            store.ConfigureStore(static tables => tables.TablePrefix = "qrtz_");
            store.ProvisionSchema(); // Its tables are the library's own, and the user owns its schema.
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = shared.NoticeAfter / 2;
                cluster.CheckinMisfireThreshold = shared.NoticeAfter / 2;
            });
        });
    }

    // Alone: what a long cycle missed is left to the next. Shared: what was missed while no node was there is made up for,
    // once, however often it was missed.
    private static Action<SimpleScheduleBuilder> Every(TimeSpan pause, SimpleTriggerMisfireInstruction whenMissed) =>
        schedule => schedule.WithInterval(pause).RepeatForever().WithMisfireInstruction(whenMissed);
}
