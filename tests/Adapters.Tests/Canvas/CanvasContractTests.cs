using Collections.Adapters.Tests.Contracts;

namespace Collections.Adapters.Tests.Canvas;

public sealed class Canvas_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override async Task<LearningHarness> StartAsync() => await CanvasStage.StartAsync();
}

public sealed class Canvas_in_pages_of_one_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override async Task<LearningHarness> StartAsync() =>
        await CanvasStage.StartAsync(settings => settings["pageSize"] = 1);
}

public sealed class Canvas_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() => await CanvasStage.StartAsync();
}

public sealed class Canvas_controls_access_of_a_learner_in_two_sections : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync()
    {
        var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        return canvas;
    }
}

public sealed class Canvas_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await CanvasStage.StartAsync();
}
