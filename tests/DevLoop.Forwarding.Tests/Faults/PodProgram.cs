namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>The kubelet's and the program's part in one forwarded connection, which may go wrong at each of its steps.</summary>
/// <param name="pod">The connection.</param>
/// <param name="isBrokenAt">Gets the step and what would be sent next. True when nothing more is to be said.</param>
/// <param name="got">Gets what the program has got.</param>
internal sealed class PodProgram(PodConnection pod, Func<FaultStep, ReadOnlyMemory<byte>, Task<bool>> isBrokenAt, Action<byte[]> got)
{
    /// <summary>The life of a forwarded connection.</summary>
    /// <param name="endsAfterClient">Whether it waits for the client's end of file in the middle of its answer.</param>
    public async Task RunAsync(bool endsAfterClient)
    {
        if (await isBrokenAt(FaultStep.SynStream, default))
        {
            return;
        }

        await pod.ReplyAsync();
        if (await isBrokenAt(FaultStep.Reply, default))
        {
            return;
        }

        ReadOnlyMemory<byte> answer = PodTalk.Answer;
        if (!await TakeRequestAsync() || await isBrokenAt(FaultStep.Request, answer))
        {
            return;
        }

        await pod.SendAsync(answer[..1]);
        answer = answer[1..];
        if (await isBrokenAt(FaultStep.FirstByte, answer))
        {
            return;
        }

        await pod.SendAsync(answer[..(answer.Length / 2)]);
        answer = answer[(answer.Length / 2)..];
        if (await isBrokenAt(FaultStep.MidStream, answer))
        {
            return;
        }

        if (endsAfterClient)
        {
            await ReadToEndAsync();
            if (await isBrokenAt(FaultStep.AfterClientFin, answer))
            {
                return;
            }
        }

        await pod.SendAsync(answer);
        await pod.EndAsync();
        if (!await isBrokenAt(FaultStep.AfterPodFin, default))
        {
            await ReadToEndAsync();
            pod.Finish();
        }
    }

    /// <summary>False when the client has ended its side before.</summary>
    private async Task<bool> TakeRequestAsync()
    {
        var request = new MemoryStream();
        try
        {
            await CopyAsync(request, PodTalk.Request.Length);
        }
        finally
        {
            if (request.Length > 0)
            {
                got(request.ToArray());
            }
        }

        return request.Length >= PodTalk.Request.Length;
    }

    private async Task ReadToEndAsync()
    {
        var more = new MemoryStream();
        await CopyAsync(more, int.MaxValue);
        if (more.Length > 0)
        {
            got(more.ToArray());
        }
    }

    private async Task CopyAsync(MemoryStream to, int length)
    {
        var buffer = new byte[64 * 1024];
        while (to.Length < length && await pod.ReadAsync(buffer) is > 0 and var read)
        {
            to.Write(buffer.AsSpan(0, read));
        }
    }
}
