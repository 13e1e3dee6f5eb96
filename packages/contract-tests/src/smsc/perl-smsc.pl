#!/usr/bin/perl
# An SMSC for tests: SMPP 3.4 by Net::SMPP, which shares no code with the client under test.
#
#   argument   one JSON object: port (0: any free one), systemId, password
#   stdin      commands, one JSON object a line: {"id": 1, "do": "behave", ...}; it ends when stdin does
#   stdout     events, one JSON object a line: {"event": "bind", ...}; {"event": "done", "id": 1} after a command
#
# It listens on 127.0.0.1 alone.
use strict;
use warnings;
use Encode ();
use IO::Select;
use JSON::PP ();
use Net::SMPP;

$SIG{PIPE} = 'IGNORE';
$| = 1;

use constant {
    ROK          => 0x00,
    RSYSERR      => 0x08,
    RINVPASWD    => 0x0e,
    RINVSYSID    => 0x0f,
    RUNKNOWNERR  => 0xff,
    UDH          => 0x40,
    RECEIPT      => 0x04,
    MOST_PER_RUN => 1_000_000,
};

my $json     = JSON::PP->new->canonical->ascii;
my $settings = $json->decode($ARGV[0] || '{}');
my $select   = IO::Select->new(\*STDIN);
my $listener;
my %sessions;            # id -> { id, smpp, bound }
my %ids;                 # file number -> id
my @held;                # submissions that wait for their answer: [session id, sequence number, message id]
my %parts;               # key of a long message -> { number of the part -> octets }
my @waiting;             # commands that wait until all sessions are gone: [command id]
my %behaviour = (as => 'accept');
my %binding   = (as => 'check');
my ($sessions_made, $messages_made, $input) = (0, 0, '');

my %commands = (
    behave   => \&behave,
    binding  => sub { %binding = %{ $_[0] }; return 1 },
    password => sub { $settings->{password} = $_[0]{password}; return 1 },
    release  => \&release,
    receipt  => \&send_receipt,
    raw      => \&send_raw,
    enquire  => sub { $_->{smpp}->enquire_link(async => 1) for values %sessions; return 1 },
    unbind   => sub { $_->{smpp}->unbind(async => 1) for values %sessions; return wait_until_gone($_[0]) },
    'hang-up' => \&hang_up,
    down     => \&go_down,
    up       => sub { listen_on($settings->{port}); return 1 },
    sync     => sub { return 1 },
);

sub emit { print $json->encode({@_}), "\n" }

sub listen_on {
    my ($port) = @_;
    return if $listener;
    $listener = Net::SMPP->new_listen('127.0.0.1', port => $port, listen => 128)
        or die "can't listen on port $port: $@ $!\n";
    $settings->{port} = $listener->sockport;
    $select->add($listener);
}

sub behave {
    my ($command) = @_;
    %behaviour = %$command;
    return 1;
}

# The behaviour of the next submission; one with a number of times falls back to accepting after them.
sub next_behaviour {
    my %now = %behaviour;
    if (defined $behaviour{times} && --$behaviour{times} <= 0) { %behaviour = (as => 'accept') }
    return %now;
}

# Sends FIN to every client and is done when each has closed its side too, hence has noticed.
sub go_down {
    my ($command) = @_;
    if ($listener) { $select->remove($listener); close $listener; undef $listener }
    return hang_up($command);
}

sub hang_up {
    my ($command) = @_;
    shutdown $_->{smpp}, 1 for values %sessions;
    return wait_until_gone($command);
}

sub wait_until_gone {
    my ($command) = @_;
    return 1 unless %sessions;
    push @waiting, $command->{id};
    return 0;
}

sub accept_session {
    my $smpp = $listener->accept or return;
    if ($binding{as} eq 'cut') { emit(event => 'cut'); close $smpp; return }
    my $id = ++$sessions_made;
    $sessions{$id} = { id => $id, smpp => $smpp, bound => 0 };
    $ids{ fileno $smpp } = $id;
    $select->add($smpp);
    emit(event => 'connect', session => $id);
}

sub drop {
    my ($session) = @_;
    $select->remove($session->{smpp});
    delete $ids{ fileno $session->{smpp} };
    delete $sessions{ $session->{id} };
    close $session->{smpp};
    @held = grep { $_->[0] != $session->{id} } @held;
    emit(event => 'closed', session => $session->{id});
    return if %sessions;
    emit(event => 'done', id => $_) for splice @waiting;
}

my %requests = (
    Net::SMPP::CMD_bind_transceiver()  => \&bind_session,
    Net::SMPP::CMD_bind_transmitter()  => \&bind_session,
    Net::SMPP::CMD_bind_receiver()     => \&bind_session,
    Net::SMPP::CMD_submit_sm()         => \&take_submission,
    Net::SMPP::CMD_enquire_link()      => \&answer_enquiry,
    Net::SMPP::CMD_enquire_link_resp() => sub { emit(event => 'enquire-link-resp', session => $_[0]{id}) },
    Net::SMPP::CMD_deliver_sm_resp()   => \&note_acknowledgement,
    Net::SMPP::CMD_unbind()            => \&unbind_session,
    Net::SMPP::CMD_unbind_resp()       => sub { shutdown $_[0]{smpp}, 1 },
);

sub read_session {
    my ($session) = @_;
    my $pdu = $session->{smpp}->read_pdu;
    return drop($session) unless defined $pdu;
    my $answer = $requests{ $pdu->{cmd} } || \&answer_unknown;
    $answer->($session, $pdu);
}

sub answer_unknown {
    my ($session, $pdu) = @_;
    emit(event => 'unknown', session => $session->{id}, command => $pdu->{cmd}, status => $pdu->{status});
    return if $pdu->{cmd} & 0x80000000;
    $session->{smpp}->generic_nack(seq => $pdu->{seq}, status => 0x03);
}

# By the rules of SMPP 3.4 an answer with an error has no body, which Net::SMPP's own methods insist on.
sub answer {
    my ($session, $command, $seq, $status, @body) = @_;
    my $body = @body ? pack('Z*', @body) : '';
    $session->{smpp}->resp_backend($command | 0x80000000, $body, $session->{smpp}, seq => $seq, status => $status);
}

sub bind_session {
    my ($session, $pdu) = @_;
    my $status = bind_status($pdu);
    $session->{bound} = $status == ROK;
    emit(event => 'bind', session => $session->{id}, systemId => $pdu->{system_id},
        systemType => $pdu->{system_type}, version => $pdu->{interface_version},
        command => $pdu->explain_cmd, status => $status);
    return if $binding{as} eq 'hang';
    answer($session, $pdu->{cmd}, $pdu->{seq}, $status, $status == ROK ? 'SMSC' : ());
    shutdown $session->{smpp}, 1 if $status != ROK;
}

sub bind_status {
    my ($pdu) = @_;
    return $binding{status} if $binding{as} eq 'answer';
    return RINVSYSID if $pdu->{system_id} ne $settings->{systemId};
    return RINVPASWD if $pdu->{password} ne $settings->{password};
    return ROK;
}

sub unbind_session {
    my ($session, $pdu) = @_;
    emit(event => 'unbind', session => $session->{id});
    $session->{smpp}->unbind_resp(seq => $pdu->{seq});
}

sub answer_enquiry {
    my ($session, $pdu) = @_;
    emit(event => 'enquire-link', session => $session->{id});
    $session->{smpp}->enquire_link_resp(seq => $pdu->{seq}) unless $behaviour{as} eq 'hang';
}

sub note_acknowledgement {
    my ($session, $pdu) = @_;
    emit(event => 'deliver-sm-resp', session => $session->{id}, seq => $pdu->{seq}, status => $pdu->{status});
}

sub take_submission {
    my ($session, $pdu) = @_;
    my %now    = next_behaviour();
    my $status = $now{as} eq 'answer' ? $now{status} : ROK;
    my $id     = 'm' . ++$messages_made;
    emit_submission($session, $pdu, $id, $status);
    assemble($pdu) if $status == ROK || $status == RSYSERR || $status == RUNKNOWNERR;
    return push @held, [$session->{id}, $pdu->{seq}, $id] if $now{as} eq 'hold' || $now{as} eq 'hang';
    return drop($session) if $now{as} eq 'cut';
    return syswrite $session->{smpp}, "HTTP/1.1 200 OK\r\n\r\n" if $now{as} eq 'rubbish';
    answer($session, $pdu->{cmd}, $pdu->{seq}, $status, $status == ROK ? ($now{messageId} // $id) : ());
}

sub emit_submission {
    my ($session, $pdu, $id, $status) = @_;
    my %fields = map { $_ => $pdu->{$_} } qw(service_type source_addr_ton source_addr_npi source_addr dest_addr_ton
        dest_addr_npi destination_addr esm_class registered_delivery data_coding validity_period);
    emit(event => 'submit', session => $session->{id}, messageId => $id, status => $status, %fields,
        short_message => unpack('H*', $pdu->{short_message}),
        message_payload => defined $pdu->{message_payload} ? unpack('H*', $pdu->{message_payload}) : undef);
}

# Puts the parts of a long message together, as a phone does, and tells of whole messages.
sub assemble {
    my ($pdu) = @_;
    my $octets = $pdu->{message_payload} // $pdu->{short_message};
    return emit_message($pdu, $octets) unless $pdu->{esm_class} & UDH;
    my $length = unpack 'C', $octets;
    my ($reference, $total, $number) = concatenation(substr $octets, 1, $length);
    my $key  = join '/', $pdu->{source_addr}, $pdu->{destination_addr}, $reference, $total;
    my $long = $parts{$key} ||= {};
    $long->{$number} = substr $octets, 1 + $length;
    return if keys %$long < $total;
    delete $parts{$key};
    emit_message($pdu, join '', map { $long->{$_} } 1 .. $total);
}

# Information elements 00 and 08 of 3GPP TS 23.040, section 9.2.3.24.
sub concatenation {
    my ($header) = @_;
    while (length $header) {
        my ($element, $length) = unpack 'CC', $header;
        return unpack 'CCC', substr $header, 2 if $element == 0x00;
        return unpack 'nCC', substr $header, 2 if $element == 0x08;
        $header = substr $header, 2 + $length;
    }
    die "a user data header without concatenation\n";
}

sub emit_message {
    my ($pdu, $octets) = @_;
    my $alphabet = $pdu->{data_coding} == 8 ? 'UCS-2' : 'GSM 03.38';
    emit(event => 'message', to => $pdu->{destination_addr}, alphabet => $alphabet, text => decoded($pdu, $octets));
}

sub decoded {
    my ($pdu, $octets) = @_;
    return Encode::decode('UTF-16BE', $octets) if $pdu->{data_coding} == 8;
    return Encode::decode('gsm0338', $octets) if $pdu->{data_coding} == 0;
    return "data coding $pdu->{data_coding} is not supported";
}

# Answers submissions that are held, oldest first: `count` of them, or all.
sub release {
    my ($command) = @_;
    for (1 .. ($command->{count} // MOST_PER_RUN)) {
        my $one = shift @held or last;
        my ($session, $seq, $id) = @$one;
        answer($sessions{$session}, Net::SMPP::CMD_submit_sm(), $seq, ROK, $id) if $sessions{$session};
    }
    return 1;
}

# A receipt, or any other deliver_sm: text, esmClass, dataCoding, and the optional parameters as hexadecimal digits.
sub send_receipt {
    my ($command) = @_;
    my %optional = %{ $command->{optional} || {} };
    for my $session (grep { $_->{bound} } values %sessions) {
        $session->{smpp}->deliver_sm(async => 1, source_addr => '447400123456', destination_addr => 'Threepid',
            esm_class => $command->{esmClass} // RECEIPT, data_coding => $command->{dataCoding} // 0,
            short_message => $command->{text} // '', map { $_ => pack 'H*', $optional{$_} } sort keys %optional);
    }
    return 1;
}

# Octets as they are, in hexadecimal digits.
sub send_raw {
    my ($command) = @_;
    syswrite $_->{smpp}, pack 'H*', $command->{octets} for values %sessions;
    return 1;
}

sub read_commands {
    my $read = sysread STDIN, $input, 65_536, length $input;
    exit 0 unless $read;
    while ($input =~ s/^(.*?)\n//) {
        my $command = $json->decode($1);
        my $run = $commands{ $command->{do} };
        emit(event => 'done', id => $command->{id}) if $run->($command);
    }
}

listen_on($settings->{port} // 0);
emit(event => 'listening', port => $settings->{port});
while (1) {
    for my $ready ($select->can_read) {
        if    ($ready == \*STDIN)                  { read_commands() }
        elsif ($listener && $ready == $listener)   { accept_session() }
        elsif (my $id = $ids{ fileno $ready // -1 }) { read_session($sessions{$id}) }
    }
}
