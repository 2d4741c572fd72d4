using System.ComponentModel.DataAnnotations;

namespace Antiphon.Rules.Tracing;

/// <summary>Section <c>Rules</c> of the configuration.</summary>
internal sealed class RuleOptions
{
    public const string Section = "Rules";

    /// <summary>For how many days the trace of a rule that did something can be read; 0 keeps it for ever.</summary>
    [Range(0, 36_500)]
    public int TraceDays { get; set; } = 90;

    /// <summary>For how many days the trace of a rule that did nothing can be read; 0 keeps it for ever. There are many of them.</summary>
    [Range(0, 36_500)]
    public int QuietTraceDays { get; set; } = 7;
}
