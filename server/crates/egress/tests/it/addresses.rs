use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use egress::{BlockReason, EgressPolicy, judge};
use proptest::prelude::*;

fn verdict(address: &str) -> Option<BlockReason> {
    judge(address.parse().unwrap())
}

#[test]
fn every_inside_network_is_named() {
    let expected = [
        ("0.0.0.0", BlockReason::Unspecified),
        ("0.1.2.3", BlockReason::Unspecified),
        ("10.255.255.255", BlockReason::Private),
        ("100.64.0.1", BlockReason::SharedAddressSpace),
        ("100.100.100.200", BlockReason::SharedAddressSpace),
        ("127.0.0.1", BlockReason::Loopback),
        ("127.255.255.254", BlockReason::Loopback),
        ("168.63.129.16", BlockReason::Metadata),
        ("169.254.169.254", BlockReason::LinkLocal),
        ("172.16.0.1", BlockReason::Private),
        ("172.31.255.255", BlockReason::Private),
        ("192.0.0.192", BlockReason::Reserved),
        ("192.0.2.1", BlockReason::Documentation),
        ("192.88.99.1", BlockReason::Reserved),
        ("192.168.1.1", BlockReason::Private),
        ("198.18.0.1", BlockReason::Benchmarking),
        ("198.19.255.255", BlockReason::Benchmarking),
        ("198.51.100.7", BlockReason::Documentation),
        ("203.0.113.7", BlockReason::Documentation),
        ("224.0.0.1", BlockReason::Multicast),
        ("239.255.255.255", BlockReason::Multicast),
        ("240.0.0.1", BlockReason::Reserved),
        ("255.255.255.255", BlockReason::Broadcast),
        ("::", BlockReason::Unspecified),
        ("::1", BlockReason::Loopback),
        ("::127.0.0.1", BlockReason::EmbeddedIpv4),
        ("::ffff:127.0.0.1", BlockReason::EmbeddedIpv4),
        ("::ffff:8.8.8.8", BlockReason::EmbeddedIpv4),
        ("::ffff:0:10.0.0.1", BlockReason::EmbeddedIpv4),
        ("64:ff9b::7f00:1", BlockReason::EmbeddedIpv4),
        ("64:ff9b:1::1", BlockReason::EmbeddedIpv4),
        ("100::1", BlockReason::Reserved),
        ("2001::1", BlockReason::EmbeddedIpv4),
        ("2001:2::1", BlockReason::Benchmarking),
        ("2001:10::1", BlockReason::Reserved),
        ("2001:db8::1", BlockReason::Documentation),
        ("2002:7f00:1::", BlockReason::EmbeddedIpv4),
        ("3fff::1", BlockReason::Documentation),
        ("4000::1", BlockReason::Reserved),
        ("5f00::1", BlockReason::Reserved),
        ("fc00::1", BlockReason::UniqueLocal),
        ("fd00:ec2::254", BlockReason::UniqueLocal),
        ("fe80::1", BlockReason::LinkLocal),
        ("fec0::1", BlockReason::UniqueLocal),
        ("ff02::1", BlockReason::Multicast),
    ];
    for (address, reason) in expected {
        assert_eq!(verdict(address), Some(reason), "{address}");
    }
}

#[test]
fn neighbours_of_inside_networks_are_public() {
    let public = [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "3ffe:ffff::1",
    ];
    for address in public {
        assert_eq!(verdict(address), None, "{address}");
    }
}

#[test]
fn an_allowed_network_opens_itself_and_nothing_else() {
    let policy: EgressPolicy = "10.1.0.0/16, fd00::5".parse().unwrap();
    let check = |address: &str| policy.check(address.parse().unwrap());
    assert_eq!(check("10.1.2.3"), Ok(()));
    assert_eq!(check("10.2.0.1"), Err(BlockReason::Private));
    assert_eq!(check("fd00::5"), Ok(()));
    assert_eq!(check("fd00::6"), Err(BlockReason::UniqueLocal));
    assert_eq!(check("127.0.0.1"), Err(BlockReason::Loopback));
}

#[test]
fn an_allow_list_covers_mapped_addresses_by_the_address_they_carry() {
    let policy: EgressPolicy = "127.0.0.0/8".parse().unwrap();
    let check = |address: &str| policy.check(address.parse().unwrap());
    assert_eq!(check("::ffff:127.0.0.1"), Ok(()));
    assert_eq!(check("::ffff:10.0.0.1"), Err(BlockReason::EmbeddedIpv4));
    assert_eq!(check("64:ff9b::127.0.0.1"), Err(BlockReason::EmbeddedIpv4));
}

#[test]
fn a_broken_allow_list_names_its_item() {
    let error = "10.0.0.0/8, nonsense".parse::<EgressPolicy>().unwrap_err();
    assert_eq!(error.item, "nonsense");
    let error = "10.0.0.0/33".parse::<EgressPolicy>().unwrap_err();
    assert_eq!(error.item, "10.0.0.0/33");
    assert_eq!(" , ".parse::<EgressPolicy>(), Ok(EgressPolicy::default()));
}

#[test]
fn a_policy_is_shown_as_it_is_written() {
    let policy: EgressPolicy = " 127.0.0.0/8 ,::1 ".parse().unwrap();
    assert_eq!(policy.to_string(), "127.0.0.0/8,::1/128");
    assert_eq!(policy.to_string().parse::<EgressPolicy>(), Ok(policy));
}

/// What the standard library calls inside, written without our table.
fn is_certainly_inside(address: Ipv4Addr) -> bool {
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_unspecified()
        || address.octets()[0] == 0
        || address.octets()[0] >= 240
        || (address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64)
}

proptest! {
    #[test]
    fn what_the_standard_library_calls_inside_is_blocked(bits in any::<u32>()) {
        let address = Ipv4Addr::from(bits);
        prop_assert!(!is_certainly_inside(address) || judge(IpAddr::V4(address)).is_some());
    }

    #[test]
    fn ipv6_that_carries_an_ipv4_address_is_blocked(bits in any::<u32>()) {
        let [high, low] = [(bits >> 16) as u16, bits as u16];
        let carriers = [
            Ipv4Addr::from(bits).to_ipv6_mapped(),
            Ipv4Addr::from(bits).to_ipv6_compatible(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, high, low, 0, 0, 0, 1),
        ];
        for carrier in carriers {
            prop_assert!(judge(IpAddr::V6(carrier)).is_some(), "{carrier}");
        }
    }

    #[test]
    fn nothing_outside_2000_3_is_public(bits in any::<u128>()) {
        let address = Ipv6Addr::from(bits);
        let global = address.segments()[0] & 0xe000 == 0x2000;
        prop_assert!(global || judge(IpAddr::V6(address)).is_some());
    }

    #[test]
    fn the_default_policy_agrees_with_the_judgement(bits in any::<u128>()) {
        let address = IpAddr::V6(Ipv6Addr::from(bits));
        prop_assert_eq!(EgressPolicy::default().check(address).err(), judge(address));
    }

    #[test]
    fn a_policy_that_allows_everything_blocks_nothing(bits in any::<u128>()) {
        let policy: EgressPolicy = "0.0.0.0/0, ::/0".parse().unwrap();
        prop_assert!(policy.check(IpAddr::V6(Ipv6Addr::from(bits))).is_ok());
    }
}
