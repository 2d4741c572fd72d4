using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Embedded;

public sealed class TestPostgresTests
{
    [Fact]
    public async Task Clones_of_a_template_do_not_see_each_other()
    {
        var postgres = await TestPostgres.SharedAsync();
        var fills = 0;
        Task<string> TemplateAsync() => postgres.TemplateAsync("clones", async (connectionString, _) =>
        {
            Interlocked.Increment(ref fills);
            await Playground.RunAsync(connectionString, "create table notes (text text); insert into notes values ('from the template')");
        });
        var names = await Task.WhenAll(TemplateAsync(), TemplateAsync(), TemplateAsync());

        var databases = await Task.WhenAll(names.Select(name => postgres.CreateDatabaseAsync(name)));
        await Playground.RunAsync(databases[0], "insert into notes values ('mine')");

        Assert.Equal(1, fills);
        Assert.Equal(2L, await Playground.QueryAsync<long>(databases[0], "select count(*) from notes"));
        Assert.Equal(1L, await Playground.QueryAsync<long>(databases[1], "select count(*) from notes"));
        Assert.Equal(1L, await Playground.QueryAsync<long>(databases[2], "select count(*) from notes"));
    }
}
