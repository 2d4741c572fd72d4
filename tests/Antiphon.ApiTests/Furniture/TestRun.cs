using System.Collections.Concurrent;
using Antiphon.ApiTests.Furniture;

[assembly: AssemblyFixture(typeof(TestRun))]

namespace Antiphon.ApiTests.Furniture;

/// <summary>
/// The end of a run of this project, after its last test. What outlives a test class is put away here and not when the process ends: the runner gives an ending
/// process ten seconds, which hundreds of databases may exceed, and calls it a failure.
/// </summary>
public sealed class TestRun : IAsyncDisposable
{
    private static readonly ConcurrentStack<Func<Task>> Endings = new();

    public static void AtEnd(Func<Task> ending) => Endings.Push(ending);

    public async ValueTask DisposeAsync()
    {
        while (Endings.TryPop(out var ending))
        {
            await ending();
        }
    }
}
