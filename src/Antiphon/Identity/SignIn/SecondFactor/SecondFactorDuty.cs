using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary>
/// The second factor as a duty of an account (row J28). Whoever has none gets <see cref="Grace"/> from when it became one, or from when they came; after that a
/// session is good for nothing but setting it up and signing out.
/// </summary>
internal static class SecondFactorDuty
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(14);

    /// <summary>By when somebody has to have one; null for whoever has one, or need not.</summary>
    public static DateTimeOffset? By(DateTimeOffset? enforcedSince, DateTimeOffset joinedAt, bool hasOne) =>
        enforcedSince is not { } since || hasOne ? null : (since > joinedAt ? since : joinedAt) + Grace;

    /// <summary>The same for who came with a provider: once the account takes that for enough, there is no duty any more.</summary>
    public static DateTimeOffset? AfterProvider(DateTimeOffset? by, DateTimeOffset? skippedSince, DateTimeOffset now) => by >= skippedSince || skippedSince <= now ? null : by;

    /// <summary>Whether a session is good for nothing but what is due: a second factor, or a provider in place of the password.</summary>
    public static bool IsOverdue(this SessionHolder holder, TimeProvider clock) => holder.HasToEnrol(clock) || holder.MustConnectBy <= clock.GetUtcNow();

    public static bool HasToEnrol(this SessionHolder holder, TimeProvider clock) => holder.MustEnrolBy <= clock.GetUtcNow();

    /// <summary>What a page of an overdue session answers instead of itself.</summary>
    public static IResult Enrol(HttpContext http, SessionHolder holder, TimeProvider clock) => SeeOther.To(http, holder.HasToEnrol(clock) ? SecondFactorPage.Path : SecurityPage.Path);
}
