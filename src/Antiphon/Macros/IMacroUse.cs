using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Whatever names macros and must not lose them. Rules are such; each kind registers one of these.</summary>
internal interface IMacroUse
{
    /// <summary>
    /// The names of the rules that use each of the macros, for those that are used. Works in the caller's transaction, and keeps rules
    /// that are there as they are until its end.
    /// </summary>
    Task<ILookup<long, string>> FindAsync(long[] macroIds, Actor actor, CancellationToken cancellationToken);
}
