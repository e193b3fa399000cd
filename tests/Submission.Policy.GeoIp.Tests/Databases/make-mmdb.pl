#!/usr/bin/perl
# make-mmdb.pl KIND OUT.mmdb NETWORK=VALUE...
# Writes a database of KIND nested (country.iso_code), flat (country_code) or asn (no country at all). In a nested one
# VALUE may be registered:CC or represented:CC for a record that has only that.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my ($kind, $out, @entries) = @ARGV;
my %types = (
    country => 'map', registered_country => 'map', represented_country => 'map', names => 'map',
    iso_code => 'utf8_string', country_code => 'utf8_string', en => 'utf8_string', geoname_id => 'uint32',
    autonomous_system_number => 'uint32',
);
my %names = (nested => 'GeoLite2-Country', flat => 'country ipvAll', asn => 'GeoLite2-ASN');
my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version => 6, record_size => 24, database_type => $names{$kind}, languages => ['en'],
    description => { en => 'made by a test' }, map_key_type_callback => sub { $types{ $_[0] } },
    remove_reserved_networks => 0, alias_ipv6_to_ipv4 => 1,
);
for my $entry (@entries) {
    my ($network, $value) = split /=/, $entry;
    $tree->insert_network($network, record($value));
}
open my $file, '>:raw', $out or die "$out: $!";
$tree->write_tree($file);
close $file or die "$out: $!";

sub record {
    my ($value) = @_;
    return { country_code => $value } if $kind eq 'flat';
    return { autonomous_system_number => $value } if $kind eq 'asn';
    my ($field, $code) = $value =~ /^(\w+):(\w+)$/ ? ("$1_country", $2) : ('country', $value);
    my %record = (registered_country => node('ZZ'), $field => node($code));
    return \%record;
}

sub node {
    my ($code) = @_;
    return { iso_code => $code, geoname_id => 1, names => { en => "Country $code" } };
}
