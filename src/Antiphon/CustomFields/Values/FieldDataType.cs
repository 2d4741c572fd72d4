namespace Antiphon.CustomFields.Values;

/// <summary>The kinds of values.</summary>
internal static class FieldDataType
{
    public const string Text = "text";
    public const string Number = "number";
    public const string Boolean = "boolean";

    public static IReadOnlyList<string> All { get; } = [Text, Number, Boolean];
}
