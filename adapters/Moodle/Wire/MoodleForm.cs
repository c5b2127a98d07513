using System.Globalization;

namespace Collections.Adapters.Moodle;

/// <summary>A function's parameters, named as PHP wants them: <c>enrolments[0][userid]</c>.</summary>
internal sealed class MoodleForm
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    /// <summary>Gets the parameters in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    /// <summary>Adds a text.</summary>
    public MoodleForm Add(string name, string value)
    {
        fields.Add(new(name, value));
        return this;
    }

    /// <summary>Adds a number.</summary>
    public MoodleForm Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds one of the name and value pairs that some functions take.</summary>
    public MoodleForm AddOption(int index, string name, string value) =>
        Add($"options[{index}][name]", name).Add($"options[{index}][value]", value);
}
