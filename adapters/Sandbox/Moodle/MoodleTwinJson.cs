using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>Short forms for writing the twin's answers.</summary>
internal static class MoodleTwinJson
{
    public static JsonTextWriter Write(this JsonTextWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
        return json;
    }

    public static JsonTextWriter WriteList(this JsonTextWriter json, string name)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        json.WriteEndArray();
        return json;
    }

    public static void WriteObjects<T>(
        this JsonTextWriter json,
        string name,
        IEnumerable<T> items,
        Action<T, JsonTextWriter> write
    )
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
