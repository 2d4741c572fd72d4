using Antiphon.Contract;
using Antiphon.VoiceCalls;

namespace Antiphon.UnitTests.VoiceCalls;

public sealed class TellCallTests
{
    [Theory]
    [InlineData("inbound", null, null, "Call from +1")]
    [InlineData("inbound", "completed", null, "Call from +1")]
    [InlineData("inbound", "missed", null, "Missed call from +1")]
    [InlineData("inbound", "completed", "abandoned", "Missed call from +1")]
    [InlineData("inbound", "missed", "answered", "Call from +1")]
    [InlineData("outbound", "no-answer", null, "Call to +1")]
    public void A_call_is_called_by_its_direction_and_its_end(string direction, string? status, string? termination, string subject) =>
        Assert.Equal(subject, TellCall.Subject(new() { Direction = direction, Status = status, TerminationStatus = termination }, "+1"));

    [Fact]
    public void What_happened_is_told_in_order()
    {
        var start = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        var call = new CreateVoiceCallRequest { Direction = "inbound", Status = "missed", Recordings = [new("https://x.example/a.mp3", Type: "voicemail")] };
        Assert.Equal(["incoming-phone-call", "voicemail-recording", "missed-phone-call"], TellCall.Events(call, start, start.AddSeconds(9)).Select(one => one.Type));
        Assert.Equal(
            ["outgoing-phone-call", "outgoing-phone-call-connected", "completed-phone-call"], TellCall.Events(new() { Direction = "outbound" }, start, start).Select(one => one.Type));
    }
}
