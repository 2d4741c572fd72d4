using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Contract;
using Antiphon.Data;

namespace Antiphon.Live;

/// <summary>What a node tells all nodes, itself included: some users are to hear of a ticket.</summary>
internal sealed record NotificationNotice(long AccountId, long[] UserIds, NotificationResource Notification);

/// <summary>Hands notifications to the open streams of those who are meant. Nothing is kept here: the event of the ticket is what remains.</summary>
internal sealed class NotificationPost : IHostedService
{
    private const string Channel = "antiphon_notifications";

    private static readonly NotificationJson Writing = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly LiveStreams streams;

    public NotificationPost(Announcements announcements, LiveStreams streams)
    {
        this.streams = streams;
        announcements.Subscribe(Channel, payload => Hear(JsonSerializer.Deserialize(payload, NotificationJson.Default.NotificationNotice)!));
    }

    /// <summary>A statement that tells them when its transaction commits. What it says has to fit into 8000 bytes.</summary>
    public static Sql Tell(NotificationNotice notice) => Announcements.Notify(Channel, JsonSerializer.Serialize(notice, Writing.NotificationNotice));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Hear(NotificationNotice notice)
    {
        ReadOnlyMemory<byte>? text = null;
        foreach (var stream in streams.Of(notice.AccountId))
        {
            if (stream.Actor.UserId is { } user && notice.UserIds.Contains(user) && stream.Actor.May(Scope.TicketsRead))
            {
                stream.Hear(text ??= LiveText.Of("notification", notice.Notification));
            }
        }
    }
}

[JsonSerializable(typeof(NotificationNotice))]
internal sealed partial class NotificationJson : JsonSerializerContext;
