using Items.Web.Tests.Browser;

// Two cores have to do for the browser, its pages and the system behind them.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(Items.Web.Tests.RealSite))]
