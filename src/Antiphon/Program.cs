using Antiphon;
using Antiphon.Data;
using Antiphon.Data.Embedded;

var builder = WebApplication.CreateBuilder(args);
var connectionString = builder.Configuration.GetConnectionString("Desk");
using var starting = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
await using var postgres = connectionString is null
    ? await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), TimeProvider.System, starting.CreateLogger<EmbeddedPostgres>(), CancellationToken.None)
    : null;
await using var app = Server.Build(builder, connectionString ?? postgres!.ConnectionString);
await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
await app.RunAsync();
