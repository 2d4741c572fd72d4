namespace Antiphon.Language.Conditions;

/// <summary>What kind of value stands at a path.</summary>
public enum FieldKind
{
    /// <summary>A text, number or boolean, as each value is: custom fields.</summary>
    Any,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A 64-bit id.</summary>
    Id,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A moment.</summary>
    Instant,

    /// <summary>Whatever a rule finds at a path that the table does not list.</summary>
    Open,
}

/// <summary>A set of kinds.</summary>
[Flags]
public enum FieldKinds
{
    /// <summary>No kind.</summary>
    None = 0,

    /// <summary><see cref="FieldKind.Any"/></summary>
    Any = 1 << FieldKind.Any,

    /// <summary><see cref="FieldKind.Text"/></summary>
    Text = 1 << FieldKind.Text,

    /// <summary><see cref="FieldKind.Number"/></summary>
    Number = 1 << FieldKind.Number,

    /// <summary><see cref="FieldKind.Id"/></summary>
    Id = 1 << FieldKind.Id,

    /// <summary><see cref="FieldKind.Boolean"/></summary>
    Boolean = 1 << FieldKind.Boolean,

    /// <summary><see cref="FieldKind.Instant"/></summary>
    Instant = 1 << FieldKind.Instant,

    /// <summary><see cref="FieldKind.Open"/></summary>
    Open = 1 << FieldKind.Open,

    /// <summary>Every kind.</summary>
    All = Any | Text | Number | Id | Boolean | Instant | Open,
}
