namespace Antiphon.ApiTests.Embedded;

/// <summary>Every pause is a hundred times shorter, so that a test sees a schedule of seconds to its end.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private const int Hurry = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Hurry : dueTime, period);
}
