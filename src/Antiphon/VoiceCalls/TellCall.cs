using System.Globalization;
using System.Text;
using Antiphon.Contract;

namespace Antiphon.VoiceCalls;

/// <summary>A call as a message tells it. Pure.</summary>
internal static class TellCall
{
    private static readonly string[] NotAnswered = ["busy", "canceled", "failed", "no-answer", VoiceCallWords.Missed];

    /// <summary>Whether nobody spoke with anybody.</summary>
    public static bool IsMissed(CreateVoiceCallRequest call) =>
        call.TerminationStatus is { } termination ? termination != "answered" : call.Status is { } status && Array.IndexOf(NotAnswered, status) >= 0;

    public static bool HasVoicemail(CreateVoiceCallRequest call) => call.Recordings?.Any(recording => recording.Type is VoiceCallWords.Voicemail) is true;

    public static string Subject(CreateVoiceCallRequest call, string number) => (call.Direction, IsMissed(call), HasVoicemail(call)) switch
    {
        (VoiceCallWords.Outbound, _, _) => $"Call to {number}",
        (_, true, true) => $"Voicemail from {number}",
        (_, true, false) => $"Missed call from {number}",
        _ => $"Call from {number}",
    };

    public static string Text(CreateVoiceCallRequest call, string from, string to)
    {
        var text = new StringBuilder();
        text.Append(call.Direction is VoiceCallWords.Outbound ? "Outbound" : "Inbound").Append(" call from ").Append(from).Append(" to ").Append(to)
            .Append(IsMissed(call) ? ": not answered" : ": answered");
        if (call.Duration is > 0 and var seconds)
        {
            text.Append(CultureInfo.InvariantCulture, $", {seconds / 60}:{seconds % 60:00} min");
        }

        text.Append('.');
        Part(text, "Outcome", call.Outcome);
        Part(text, "Summary", call.Summary);
        Part(text, HasVoicemail(call) && IsMissed(call) ? "Voicemail" : "Transcript", call.Transcript);
        return text.ToString();
    }

    /// <summary>What happened, in order: how it began, whether somebody answered, what was recorded, and its end.</summary>
    public static IEnumerable<(string Type, bool OfUser, DateTimeOffset At)> Events(CreateVoiceCallRequest call, DateTimeOffset started, DateTimeOffset ended)
    {
        var isOutbound = call.Direction is VoiceCallWords.Outbound;
        yield return (isOutbound ? EventType.OutgoingPhoneCall : EventType.IncomingPhoneCall, isOutbound, started);
        if (!IsMissed(call))
        {
            yield return (isOutbound ? "outgoing-phone-call-connected" : "phone-call-answered", true, started.AddSeconds(call.WaitTime ?? 0));
        }

        foreach (var recording in call.Recordings ?? [])
        {
            yield return (recording.Type is VoiceCallWords.Voicemail ? "voicemail-recording" : "call-recording", false, ended);
        }

        yield return (IsMissed(call) && !isOutbound ? EventType.MissedPhoneCall : EventType.CompletedPhoneCall, true, ended);
    }

    private static void Part(StringBuilder text, string title, string? content)
    {
        if (!string.IsNullOrWhiteSpace(content))
        {
            text.Append("\n\n").Append(title).Append(": ").Append(content.Trim());
        }
    }
}
