namespace Antiphon.Contract;

/// <summary>
/// What a member looks like that is passed on as JSON, because the database has already written it. Only the API's description reads this; the wire does not.
/// </summary>
/// <param name="type">The record, or list of records, that the JSON fits.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShapeAttribute(Type type) : Attribute
{
    /// <summary>The record, or list of records, that the JSON fits.</summary>
    public Type Type { get; } = type;
}
