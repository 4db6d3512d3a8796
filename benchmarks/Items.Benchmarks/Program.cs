using Items.Benchmarks;

return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
