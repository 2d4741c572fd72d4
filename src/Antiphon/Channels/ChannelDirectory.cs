namespace Antiphon.Channels;

/// <summary>The ways out that this server has, by the channel they carry. Of two for one channel the one that was registered later counts.</summary>
internal sealed class ChannelDirectory
{
    private readonly Dictionary<string, IChannel> channels = new(StringComparer.Ordinal);

    public ChannelDirectory(IEnumerable<IChannel> registered)
    {
        foreach (var channel in registered)
        {
            channels[channel.Kind] = channel;
        }
    }

    public IReadOnlyCollection<IChannel> All => channels.Values;

    public IChannel? Find(string kind) => channels.GetValueOrDefault(kind);
}
