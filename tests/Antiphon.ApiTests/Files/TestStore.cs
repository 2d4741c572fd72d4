using Antiphon.ApiTests.Files.Storing;
using Antiphon.ApiTests.Furniture;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Antiphon.ApiTests.Files;

/// <summary>Where the desks of a test have their contents. One bucket serves all, in which each desk has a prefix of its own.</summary>
public abstract class TestStore
{
    public static TestStore Folder { get; } = new InFolder();

    public static TestStore Bucket { get; } = new InBucket();

    public async Task<Desk> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var connectionString = await Desk.NewDatabaseAsync();
        var settings = await SettingsAsync(connectionString);
        return await Desk.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
                configure?.Invoke(builder);
            },
            connectionString);
    }

    /// <summary>The configuration of whoever shares a desk's store.</summary>
    public abstract Task<(string Name, string Value)[]> SettingsAsync(string connectionString);

    /// <summary>What lies there; the name of each begins with its digest.</summary>
    public abstract FileInfo[] Contents(Desk desk);

    private sealed class InFolder : TestStore
    {
        public override Task<(string Name, string Value)[]> SettingsAsync(string connectionString) => Task.FromResult<(string, string)[]>([]);

        public override FileInfo[] Contents(Desk desk) =>
            new DirectoryInfo(Path.Combine(Desk.FilesOf(desk.ConnectionString), "contents")) is { Exists: true } folder ? folder.GetFiles("*", SearchOption.AllDirectories) : [];
    }

    private sealed class InBucket : TestStore
    {
        public override async Task<(string Name, string Value)[]> SettingsAsync(string connectionString) => (await S3Server.SharedAsync()).Settings(PrefixOf(connectionString));

        public override FileInfo[] Contents(Desk desk) => S3Server.Shared!.Objects(PrefixOf(desk.ConnectionString));

        private static string PrefixOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }
}
