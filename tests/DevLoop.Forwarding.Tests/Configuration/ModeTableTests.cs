using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class ModeTableTests
{
    private const ForwardModes UserServices = ForwardModes.User | ForwardModes.Services;

    [TestCase("dev", null, ForwardModes.User)]
    [TestCase("dev", "", UserServices)]
    [TestCase("dev", ModeTable.Bare, UserServices)]
    [TestCase("debug", null, ForwardModes.User | ForwardModes.Debug)]
    [TestCase("debug", "true", UserServices | ForwardModes.Debug)]
    [TestCase("deploy", null, ForwardModes.None)]
    [TestCase("deploy", "true", UserServices)]
    [TestCase("run", null, ForwardModes.None)]
    [TestCase("run", "true", UserServices)]
    [TestCase("dev", "off", ForwardModes.None)]
    [TestCase("debug", "false", ForwardModes.None)]
    [TestCase("dev", "services", ForwardModes.Services)]
    [TestCase("deploy", "user,services", UserServices)]
    [TestCase("run", " user , debug ", ForwardModes.User | ForwardModes.Debug)]
    [TestCase("debug", "user", ForwardModes.User)]
    [TestCase("debug", "pods,debug", ForwardModes.Pods)]
    [TestCase("dev", "debug,user,pods,services", UserServices | ForwardModes.Pods)]
    public void Each_command_and_value_of_the_flag_has_its_modes(string command, string? flag, ForwardModes modes) =>
        Assert.That(ModeTable.Resolve(command, flag), Is.EqualTo(modes));

    [TestCase("off,user", "'off' stands alone")]
    [TestCase("services,true", "'true' stands alone")]
    [TestCase("false,off", "'false' stands alone")]
    [TestCase("servces", "there is no mode 'servces'. Did you mean 'services'? Give true, off, false, or a list of user, services, pods, debug.")]
    [TestCase("User", "Did you mean 'user'?")]
    [TestCase("everything", "there is no mode 'everything'. Give true, off")]
    [TestCase("user,", "there is no mode ''. Give true")]
    public void What_is_no_mode_gets_a_sentence_with_the_names(string flag, string sentence) =>
        Assert.That(() => ModeTable.Resolve("dev", flag), Throws.TypeOf<ForwardArgumentException>().With.Message.Contains(sentence));

    [Test]
    public void The_commands_are_those_that_deploy() => Assert.That(ModeTable.CommandNames, Is.EquivalentTo(["dev", "debug", "deploy", "run"]));
}
