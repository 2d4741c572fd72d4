namespace Antiphon.Contract;

/// <summary>
/// Marks a nested object that only points at another one: its identifying members count and every other member is ignored, since clients send back
/// whole objects that they read. See "Nested references" of the conventions page.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireReferenceAttribute : Attribute;
